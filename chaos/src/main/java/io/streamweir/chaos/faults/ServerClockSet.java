package io.streamweir.chaos.faults;

import io.streamweir.chaos.oracle.Allowance;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import io.streamweir.chaos.rig.WorkerProcess;
import io.streamweir.chaos.site.SettableClock;
import io.streamweir.chaos.site.Site;
import java.time.Duration;
import java.util.Optional;

/** The server's clock is set back as a worker dies, and forward again. */
final class ServerClockSet implements Fault {
  /** Many leases, and less than a window may be ahead of the clock. */
  private static final Duration STEP = Duration.ofSeconds(20);

  private static final Duration BOUND = Duration.ofSeconds(3);

  @Override
  public String name() {
    return "server-clock-set";
  }

  @Override
  public String how() {
    return "the server's clock is set back by 20 s as a worker is killed, and forward again later";
  }

  @Override
  public Optional<String> lacks() {
    return SettableClock.lacks();
  }

  @Override
  public Setup setup(Setup usual, Extent extent) {
    return usual.withTopology(Site.Topology.SETTABLE_CLOCK);
  }

  @Override
  public void strike(Field field, Extent extent) {
    field.allow(Allowance.settingClock());
    SettableClock clock = field.site().clock();
    for (int round = 0; round < extent.of(1, 5); round++) {
      WorkerProcess victim = field.workers().running().get(0);
      victim.kill();
      clock.set(STEP.negated());
      // Its leases begin anew when another worker notices the clock.
      Takeover.await(field, victim, field.setup().lease().multipliedBy(2));
      field.measured(
          "progress with the clock set back", field.awaitProgress("work went on"), BOUND);
      field.workers().startSoon(field.workers().usual()).awaitReady();
      Waiting.pause(extent.ofSeconds(2, 10));
      clock.set(Duration.ZERO);
      field.measured("progress with the clock right", field.awaitProgress("work went on"), BOUND);
      Waiting.pause(extent.ofSeconds(1, 5));
    }
  }
}
