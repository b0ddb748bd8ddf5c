package io.streamweir.internal.settle;

import io.streamweir.internal.entry.ResultMessage;

/**
 * Stores and publishes the job's result.
 *
 * @param jobId whose result it is
 * @param message the result
 */
public record Store(String jobId, ResultMessage message) implements Effect {
  /** Keys of results; every job has its own. */
  public static final KeyUse RESULT = KeyUse.ofAny("SET");

  @Override
  public void write(EffectWriter to) {
    to.mindsCancelled().effect("store").key(RESULT, to.keys().result(jobId));
    to.add(to.resultTtlMillis()).add(message.bytes());
  }

  @Override
  public long payloadBytes() {
    return message.payload().length;
  }
}
