package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.measure.CaseResult;
import java.util.List;

/** Something to measure. */
public interface Scenario {
  /** The word on the command line. */
  String name();

  /** Measures. */
  List<CaseResult> run(Bench bench) throws Exception;
}
