package io.streamweir.chaos.faults;

import io.streamweir.chaos.oracle.JobPlan;
import io.streamweir.chaos.program.Kind;
import io.streamweir.chaos.program.RunLog.StageName;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import java.time.Duration;
import java.util.List;

/** Handlers take far longer than a lease, and keep their entries all the same. */
final class SlowHandlers implements Fault {
  private static final long FIRST = 8_000_000;
  private static final int LEASES_SHORT = 3;
  private static final int LEASES_LONG = 15;

  @Override
  public String name() {
    return "slow-handler";
  }

  @Override
  public String how() {
    return "handlers that run for many leases while other workers look for entries to take over";
  }

  @Override
  public Setup setup(Setup usual, Extent extent) {
    int leases = extent.of(LEASES_SHORT, LEASES_LONG);
    return usual.withSettings(usual.settings().withSlowTime(usual.lease().multipliedBy(leases)));
  }

  @Override
  public void strike(Field field, Extent extent) {
    int jobs = extent.of(6, 40);
    for (int i = 0; i < jobs; i++) {
      field.load().submitNow(new JobPlan(FIRST + i, Kind.SLOW, i));
    }
    Duration patience = field.setup().settings().slowTime().multipliedBy(5).plusSeconds(30);
    Waiting.require(
        "slow jobs were done", patience, () -> field.workers().ended(StageName.DANGER) >= jobs);
    long runs = field.workers().runs(List.of(StageName.DANGER));
    field.note(jobs + " slow jobs, " + runs + " handler runs");
    field.expect("each slow handler ran once: " + runs + " runs of " + jobs, runs == jobs);
  }
}
