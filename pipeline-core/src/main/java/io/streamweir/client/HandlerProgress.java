package io.streamweir.client;

import io.streamweir.internal.feature.progress.ProgressMessage;
import java.time.Instant;

/**
 * How far the handler of one of a job's entries says that it has come, see {@link
 * io.streamweir.pipeline.StageContext#progress(double, String)}. How many parts of a split are done
 * is counted, and is a {@link GatherProgress}.
 *
 * @param jobId the job
 * @param stage where the handler runs
 * @param path which of several outputs of one input the entry is, as {@code 0.3}; empty for none
 * @param fraction from 0 to 1
 * @param note what the handler says beside it; empty for nothing
 * @param attempt of the entry, from 1
 * @param worker which runs the handler
 * @param at when Redis heard of it. If that is long ago, the worker may be gone
 */
public record HandlerProgress(
    String jobId,
    String stage,
    String path,
    double fraction,
    String note,
    int attempt,
    String worker,
    Instant at) {

  static HandlerProgress of(ProgressMessage message) {
    return new HandlerProgress(
        message.jobId(),
        message.stage(),
        message.path(),
        message.progress().fraction(),
        message.progress().note(),
        message.attempt(),
        message.worker(),
        Instant.ofEpochMilli(message.atMillis()));
  }
}
