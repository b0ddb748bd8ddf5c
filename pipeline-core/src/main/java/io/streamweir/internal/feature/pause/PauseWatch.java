package io.streamweir.internal.feature.pause;

import io.streamweir.internal.lane.Intake;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Tells the lanes of one worker what is paused, a quarter of a second after an operator has said
 * so. Where Redis is away, the last answer holds. Thread-safe.
 */
public final class PauseWatch {
  private static final Duration INTERVAL = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final String pipeline;
  private final PauseQueries queries;
  private final List<PausedIntake> intakes = new ArrayList<>();

  public PauseWatch(RedisLink link, String pipeline) {
    this.pipeline = pipeline;
    this.queries = new PauseQueries(link, pipeline);
  }

  /** The same intake, which takes nothing while its stage is paused. Not for a begun worker. */
  public Intake intake(Intake inner, LaneContext lane) {
    PausedIntake intake = new PausedIntake(inner, lane);
    intakes.add(intake);
    return intake;
  }

  /** Asks what is paused, and tells. */
  public CompletableFuture<?> look() {
    return queries.inForce().thenAccept(this::tell);
  }

  private void tell(List<StoredPause> pauses) {
    for (PausedIntake intake : intakes) {
      intake.hear(pauses.stream().anyMatch(pause -> pause.covers(intake.stage())));
    }
  }

  /** Does so again and again. */
  public UpkeepTask task() {
    String purpose = "hearing what is paused of " + pipeline;
    return UpkeepTask.awaiting(INTERVAL, "pause", purpose, this::look).withPatience(PATIENCE);
  }
}
