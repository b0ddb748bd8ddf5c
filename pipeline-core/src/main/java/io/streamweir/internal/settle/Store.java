package io.streamweir.internal.settle;

import io.streamweir.internal.entry.ResultMessage;

/**
 * Stores and publishes the job's result.
 *
 * @param jobId whose result it is
 * @param message the result
 */
public record Store(String jobId, ResultMessage message) implements Effect {
  @Override
  public long payloadBytes() {
    return message.payload().length;
  }
}
