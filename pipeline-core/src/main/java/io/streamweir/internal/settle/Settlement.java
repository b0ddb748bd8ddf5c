package io.streamweir.internal.settle;

import java.util.List;

/**
 * What is to become of one entry: it is acknowledged and, only where that counted, its effects
 * happen. Immutable.
 *
 * @param entryId the entry's id in its inbox
 * @param effects in this order; none just ends the entry
 */
public record Settlement(String entryId, List<Effect> effects) {
  /** Keeps a copy. */
  public Settlement {
    effects = List.copyOf(effects);
  }

  /** Ends the entry with no effect. */
  public static Settlement end(String entryId) {
    return new Settlement(entryId, List.of());
  }

  /** The bytes of the payloads that it sends, which are most of what it sends. */
  public long payloadBytes() {
    long bytes = 0;
    for (Effect effect : effects) {
      bytes += effect.payloadBytes();
    }
    return bytes;
  }

  Append plainForward() {
    return (Append) effects.get(0);
  }

  /** Whether it just ends, but for what it adds to parts of the batch. */
  boolean hasNothingOfItsOwn() {
    return effects.stream().allMatch(Effect::joinsPart);
  }

  /** Whether {@code hop.lua} can do it: it goes on as it is, or ends and changes counters. */
  boolean isHop() {
    return isPlainForward() || effects.stream().allMatch(ChangeCounters.class::isInstance);
  }

  boolean isPlainForward() {
    return effects.size() == 1 && effects.get(0) instanceof Append append && append.entry().plain();
  }
}
