package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.EffectWriter;

/**
 * Parks the entry of a keyed stage, so that nothing of its key is given to a worker before it is
 * unparked again; only with an {@link Ownership}.
 *
 * @param key its key
 * @param position its place in the order of the key
 * @param delayMillis from the server's now until the key goes on; below 0 where it waits for what
 *     was parked before it
 * @param entry the fields with which it comes back
 */
public record Park(String key, String position, long delayMillis, NewEntry entry)
    implements Effect {
  static final String TEXT = "feature/keyed/settle-ordered";

  @Override
  public void write(EffectWriter to) {
    to.mindsCancelled().effect("park", TEXT);
    entry.addFields(to.add(delayMillis).add(key).add(position));
  }

  @Override
  public long payloadBytes() {
    return entry.payloadBytes();
  }
}
