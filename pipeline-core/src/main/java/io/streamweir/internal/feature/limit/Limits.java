package io.streamweir.internal.feature.limit;

import io.streamweir.internal.lane.Intake;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.lane.Pace;
import io.streamweir.internal.lane.Prefetch;
import io.streamweir.internal.lane.Reclaimer;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.StageLimits;
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
  private final Map<String, Pace> paces = new HashMap<>(); // by the stage's name

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

  /**
   * How many entries a lane of the stage asks for. Behind a place entries may wait; with a rate, or
   * in a batch, each entry that is in hand counts.
   */
  public Prefetch prefetch(StageDefinition<?, ?> stage, int concurrency) {
    int maxBatch = stage.config().maxBatch();
    if (stage.config().limits().maxRunning() == 0) {
      return new Prefetch(concurrency, maxBatch);
    }
    return inPlaces(stage)
        ? Prefetch.inPlaces(
            concurrency, maxBatch, paces.computeIfAbsent(stage.name(), name -> new Pace()))
        : new Prefetch(concurrency, maxBatch, false);
  }

  private static boolean inPlaces(StageDefinition<?, ?> stage) {
    return stage.config().limits().rate() == null && stage.batch() == null;
  }

  /** Takes from the other intake what the limits of the lane's stage grant. */
  public Intake intake(
      Intake inner,
      LaneContext lane,
      StageDefinition<?, ?> stage,
      Reclaimer reclaimer,
      int concurrency) {
    StageLimits limits = stage.config().limits();
    StageLimit limit =
        stages.computeIfAbsent(
            stage.name(),
            name ->
                new StageLimit(
                    link,
                    new LimitScript(link, lane.id().pipeline(), name, limits, consumer, lease),
                    limits,
                    lease,
                    timer));
    int mostPlaces = inPlaces(stage) ? concurrency : Integer.MAX_VALUE;
    return new LimitedIntake(inner, lane, new LaneLimit(limit, lane, reclaimer, mostPlaces));
  }
}
