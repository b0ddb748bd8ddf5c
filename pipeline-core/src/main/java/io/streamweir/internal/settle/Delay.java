package io.streamweir.internal.settle;

import io.streamweir.internal.entry.NewEntry;

/**
 * Puts the entry into the stage's later set.
 *
 * @param delayMillis from the server's now
 * @param entry the fields with which it comes back
 * @param nonce what tells it from another delayed entry with the same fields
 */
public record Delay(long delayMillis, NewEntry entry, String nonce) implements Effect {
  private static final KeyUse LATER = KeyUse.of("zset", "ZADD");

  @Override
  public void write(EffectWriter to) {
    to.mindsCancelled().readsClock().effect("delay").key(LATER, to.keys().later(to.stage()));
    entry.addFields(to.add(delayMillis).add(nonce));
  }

  @Override
  public long payloadBytes() {
    return entry.payloadBytes();
  }
}
