package io.streamweir.internal.settle;

import io.streamweir.internal.entry.ResultMessage;

/**
 * Ends the job: stores and publishes its result, and logs it where the pipeline keeps a log.
 *
 * @param jobId whose result it is
 * @param message the result
 */
public record Store(String jobId, ResultMessage message) implements Effect {
  @Override
  public void write(EffectWriter to) {
    to.effect("store").end(jobId, message);
  }

  @Override
  public long payloadBytes() {
    return message.payload().length;
  }
}
