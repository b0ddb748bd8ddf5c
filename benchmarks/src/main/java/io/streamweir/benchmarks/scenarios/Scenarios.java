package io.streamweir.benchmarks.scenarios;

import java.util.List;

/** All scenarios, in the order in which they run. */
public final class Scenarios {
  private static final List<Scenario> ALL = 
      List.of(
          new Hop(),
          new Submit(),
          new AccessLog(),
          new Latency(),
          new Blocking(),
          new Backlog(),
          new Persist(),
          new Peers());

  private Scenarios() {}

  /** The words on the command line. */
  public static List<String> names() {
    return ALL.stream().map(Scenario::name).toList();
  }

  /**
   * Those of these names, or all where there is no name.
   *
   * @throws IllegalArgumentException where a name is unknown
   */
  public static List<Scenario> choose(List<String> names) {
    for (String name : names) {
      if (!names().contains(name)) {
        throw new IllegalArgumentException("unknown scenario " + name);
      }
    }
    return ALL.stream().filter(one -> names.isEmpty() || names.contains(one.name())).toList();
  }
}
