package io.streamweir.http.job;

import io.streamweir.client.SubmitOptions;
import io.streamweir.http.core.Problem;
import org.jspecify.annotations.Nullable;

/** One line of a bulk submit. Immutable. */
final class BulkLine {
  private final long number;
  private final int length;
  private final byte @Nullable [] payload;
  private final SubmitOptions options;
  private final @Nullable Problem refusal;

  private BulkLine(
      long number,
      int length,
      byte @Nullable [] payload,
      SubmitOptions options,
      @Nullable Problem refusal) {
    this.number = number;
    this.length = length;
    this.payload = payload;
    this.options = options;
    this.refusal = refusal;
  }

  /**
   * A line that makes a job.
   *
   * @param number from 1
   * @param length in bytes
   */
  static BulkLine job(long number, int length, byte[] payload, SubmitOptions options) {
    return new BulkLine(number, length, payload, options, null);
  }

  /** A line that makes no job. */
  static BulkLine refused(long number, int length, Problem refusal) {
    return new BulkLine(number, length, null, SubmitOptions.defaults(), refusal);
  }

  long number() {
    return number;
  }

  int length() {
    return length;
  }

  /** The job's payload; null where the line makes none. */
  byte @Nullable [] payload() {
    return payload;
  }

  SubmitOptions options() {
    return options;
  }

  /** Why the line makes no job; null where it makes one. */
  @Nullable Problem refusal() {
    return refusal;
  }
}
