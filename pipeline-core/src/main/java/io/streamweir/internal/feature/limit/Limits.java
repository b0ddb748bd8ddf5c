package io.streamweir.internal.feature.limit;

import io.streamweir.internal.lane.Intake;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.lane.Reclaimer;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

/** The limited stages of one worker, each with one {@link StageLimit} for all of its lanes. */
public final class Limits {
  private final RedisLink link;
  private final String consumer;
  private final Duration lease;
  private final ScheduledExecutorService timer;
  private final Map<String, StageLimit> stages = new HashMap<>(); // by name

  /**
   * For a worker.
   *
   * @param lease for how long entries count as running after a call
   */
  public Limits(RedisLink link, String consumer, Duration lease, ScheduledExecutorService timer) {
    this.link = link;
    this.consumer = consumer;
    this.lease = lease;
    this.timer = timer;
  }

  /** Takes from the other intake what the limits of the lane's stage grant. */
  public Intake intake(
      Intake inner, LaneContext lane, StageDefinition<?, ?> stage, Reclaimer reclaimer) {
    StageLimit limit =
        stages.computeIfAbsent(
            stage.name(),
            name ->
                new StageLimit(
                    link,
                    new LimitScript(
                        link, lane.id().pipeline(), name, stage.config().limits(), consumer, lease),
                    stage.config().limits().maxRunning() > 0,
                    lease,
                    timer));
    return new LimitedIntake(inner, lane, new LaneLimit(limit, lane, reclaimer));
  }
}
