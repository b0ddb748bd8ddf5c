package io.streamweir.chaos.faults;

import java.util.List;

/** All faults, in the order of the documents. */
public final class Faults {
  private static final List<Fault> ALL =
      List.of(
          new WorkersKilled(),
          new WorkerKilledAtStep(),
          new Poison(),
          new WorkerHangs(),
          new SlowHandlers(),
          new ListenersThrow(),
          new ConnectionsKilled(),
          new ConnectionsCut(),
          new ConnectionsDelayed(),
          BytesDropped.replies(),
          BytesDropped.requests(),
          new HalfOpen(),
          new ServerKilled(),
          new PowerLost(),
          new ServerLoading(),
          new ServerFull(),
          new ServerFullOfDelayed(),
          new Flushed(),
          new GroupDestroyed(),
          new InboxDeleted(),
          new WrongType(),
          new MasterFailsOver(),
          new ClusterReshaped(),
          new RollingDeploy(),
          new ClocksWrong(),
          new ServerClockSet(),
          new Overload(),
          new StagePaused());

  private Faults() {}

  /** All of them. */
  public static List<Fault> all() {
    return ALL;
  }

  /**
   * The fault of this name.
   *
   * @throws IllegalArgumentException where there is none, naming those that there are
   */
  public static Fault find(String name) {
    return ALL.stream()
        .filter(fault -> fault.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown fault '"
                        + name
                        + "'; known: "
                        + String.join(", ", ALL.stream().map(Fault::name).toList())));
  }
}
