package io.streamweir.internal.entry;

import io.streamweir.pipeline.PipelineFacts;
import java.time.Duration;

/**
 * How long Redis keeps how a job ended.
 *
 * @param stored as the job's result
 * @param logged in the log of results; zero where the pipeline keeps none
 */
public record ResultKeeping(Duration stored, Duration logged) {
  /** As the pipeline has it. */
  public static ResultKeeping of(PipelineFacts<?> pipeline) {
    return new ResultKeeping(pipeline.resultTtl(), pipeline.keptResults());
  }

  /** With no log. */
  public static ResultKeeping stored(Duration ttl) {
    return new ResultKeeping(ttl, Duration.ZERO);
  }

  /** Whether there is a log. */
  public boolean logs() {
    return !logged.isZero();
  }
}
