package io.streamweir.internal.settle;

import io.streamweir.internal.entry.NewEntry;

/**
 * Appends an entry to another inbox.
 *
 * @param target the stage's position among those that the settling stage may forward to, from 0
 * @param entry the new entry's fields
 */
public record Append(int target, NewEntry entry) implements Effect {
  @Override
  public void write(EffectWriter to) {
    entry.addFields(to.effect("append").target(target));
  }

  @Override
  public long payloadBytes() {
    return entry.payloadBytes();
  }
}
