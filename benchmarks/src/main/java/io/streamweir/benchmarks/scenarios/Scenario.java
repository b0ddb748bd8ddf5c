package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.measure.CaseResult;
import java.util.List;

/** Something to measure. */
public interface Scenario {
  /** The word on the command line. */
  String name();

  /** Whether it is among all scenarios of a quick run, and not only where it is named. */
  default boolean quick() {
    return true;
  }

  /** Measures. */
  List<CaseResult> run(Bench bench) throws Exception;
}
