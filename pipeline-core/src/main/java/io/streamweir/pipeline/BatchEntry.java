package io.streamweir.pipeline;

import java.util.Objects;

/**
 * One entry of a batch. Immutable as far as the payload is.
 *
 * @param input the payload
 * @param context the entry's own: its job, attempt, idempotency key and headers
 */
public record BatchEntry<I>(I input, StageContext context) {
  /** Checks that both are there. */
  public BatchEntry {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(context, "context");
  }
}
