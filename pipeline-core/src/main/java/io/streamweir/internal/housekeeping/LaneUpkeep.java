package io.streamweir.internal.housekeeping;

import io.streamweir.internal.lane.Lane;
import io.streamweir.internal.upkeep.Upkeep;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.listener.WorkerListener;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What is done again and again beside a lane. */
public final class LaneUpkeep {
  private static final Duration RETIRE_INTERVAL = Duration.ofSeconds(30);
  private static final Duration LEAST_IDLE = Duration.ofMinutes(1);

  /**
   * After so long settlements leave that were gathered in front of a handler which takes its time.
   */
  private static final Duration SETTLE_INTERVAL = Duration.ofMillis(50);

  private final Upkeep upkeep;
  private final Lane lane;
  private final Duty duty;
  private final Duration lease;
  private final WorkerListener listener;

  /**
   * For a lane.
   *
   * @param duty the upkeep of its partition that one worker does for all
   */
  public LaneUpkeep(Upkeep upkeep, Lane lane, Duty duty) {
    this.upkeep = upkeep;
    this.lane = lane;
    this.duty = duty;
    this.lease = lane.context().lease();
    this.listener = lane.context().listener();
  }

  public void start() {
    Renewer renewer = new Renewer(lease, listener);
    Trimmer trimmer = new Trimmer(lane, duty);
    upkeep.start(renewer.task(lane));
    awaiting(Trimmer.INTERVAL, "trim", "trimming what is settled", trimmer::tick);
    upkeep.start(duty.only(retire()));
    every(SETTLE_INTERVAL, "settle", "settling", lane.settler()::keepUp);
    every(
        renewer.interval(),
        "hand-back",
        "handing back what waits",
        () -> renewer.handBackBehindSlow(lane));
    every(renewer.interval(), "limit", "saying what runs", lane.intake()::renew);
  }

  private UpkeepTask retire() {
    String purpose = "deleting idle consumers of " + lane.id();
    return UpkeepTask.awaiting(RETIRE_INTERVAL, "retire", purpose, this::retireOthers);
  }

  /** Consumers of workers that died are deleted once others have taken what they had. */
  private CompletionStage<?> retireOthers() {
    Duration idle = lease.multipliedBy(4);
    return lane.context().scripts().retireIdle(idle.compareTo(LEAST_IDLE) < 0 ? LEAST_IDLE : idle);
  }

  private void every(Duration interval, String role, String doing, UpkeepTask.Work work) {
    upkeep.start(UpkeepTask.every(interval, role, doing + " of " + lane.id(), work));
  }

  private void awaiting(
      Duration interval, String role, String doing, Supplier<CompletionStage<?>> work) {
    upkeep.start(UpkeepTask.awaiting(interval, role, doing + " of " + lane.id(), work));
  }
}
