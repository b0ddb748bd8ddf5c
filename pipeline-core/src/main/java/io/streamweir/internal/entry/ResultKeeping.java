package io.streamweir.internal.entry;

import io.streamweir.pipeline.PipelineFacts;
import java.time.Duration;

/**
 * How long Redis keeps how a job ended, and where it tells it.
 *
 * @param stored as the job's result
 * @param logged in the log of results; zero where the pipeline keeps none
 * @param channels over how many channels each partition's results are spread
 */
public record ResultKeeping(Duration stored, Duration logged, int channels) {
  /** As the pipeline has it. */
  public static ResultKeeping of(PipelineFacts<?> pipeline) {
    int channels = ResultAddress.channels(pipeline.partitions());
    return new ResultKeeping(pipeline.resultTtl(), pipeline.keptResults(), channels);
  }

  /** With no log, of a pipeline of one partition. */
  public static ResultKeeping stored(Duration ttl) {
    return new ResultKeeping(ttl, Duration.ZERO, ResultAddress.channels(1));
  }

  /** Whether there is a log. */
  public boolean logs() {
    return !logged.isZero();
  }
}
