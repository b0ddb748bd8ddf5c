package io.streamweir.internal.feature.pause;

import io.streamweir.internal.lane.HaltableIntake;
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
  private final List<HaltableIntake> intakes = new ArrayList<>();

  public PauseWatch(RedisLink link, String pipeline) {
    this.pipeline = pipeline;
    this.queries = new PauseQueries(link, pipeline);
  }

  /** Halts this intake while its stage is paused. Not for a begun worker. */
  public void watch(HaltableIntake intake) {
    intakes.add(intake);
  }

  /** Asks what is paused, and tells. */
  public CompletableFuture<?> look() {
    return queries.inForce().thenAccept(this::tell);
  }

  private void tell(List<StoredPause> pauses) {
    for (HaltableIntake intake : intakes) {
      intake.halt(this, pauses.stream().anyMatch(pause -> pause.covers(intake.stage())));
      intake.heard();
    }
  }

  /** Does so again and again. */
  public UpkeepTask task() {
    String purpose = "hearing what is paused of " + pipeline;
    return UpkeepTask.awaiting(INTERVAL, "pause", purpose, this::look).withPatience(PATIENCE);
  }
}
