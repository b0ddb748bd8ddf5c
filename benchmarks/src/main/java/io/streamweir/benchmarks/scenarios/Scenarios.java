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
          new Idle(),
          new Fleet(),
          new Backlog(),
          new Persist(),
          new Http(),
          new Peers());

  private Scenarios() {}

  /** The words on the command line. */
  public static List<String> names() {
    return ALL.stream().map(Scenario::name).toList();
  }

  /**
   * Those of these names, or all where there is no name; a quick run leaves out those which take
   * longer than it may last, unless they are named.
   *
   * @throws IllegalArgumentException where a name is unknown
   */
  public static List<Scenario> choose(List<String> names, boolean quick) {
    for (String name : names) {
      if (!names().contains(name)) {
        throw new IllegalArgumentException("unknown scenario " + name);
      }
    }
    if (names.isEmpty()) {
      return ALL.stream().filter(one -> !quick || one.quick()).toList();
    }
    return ALL.stream().filter(one -> names.contains(one.name())).toList();
  }
}
