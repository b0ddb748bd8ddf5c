package io.streamweir.http.job;

import io.streamweir.client.SubmitOptions;
import io.streamweir.http.core.Problem;
import org.jspecify.annotations.Nullable;

/**
 * One line of a bulk submit.
 *
 * @param number from 1
 * @param bytes how long it is
 * @param input null where it makes no job
 * @param refusal why it makes none; null where it makes one
 */
record BulkLine<I>(
    long number, int bytes, @Nullable I input, SubmitOptions options, @Nullable Problem refusal) {
  /** A line that makes no job. */
  static <I> BulkLine<I> refused(long number, int bytes, Problem refusal) {
    return new BulkLine<>(number, bytes, null, SubmitOptions.defaults(), refusal);
  }
}
