package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.measure.CaseResult;
import java.util.List;

/** placeholder. */
final class Peers implements Scenario {
  @Override
  public String name() {
    return "peers";
  }

  @Override
  public List<CaseResult> run(Bench bench) {
    return List.of();
  }
}
