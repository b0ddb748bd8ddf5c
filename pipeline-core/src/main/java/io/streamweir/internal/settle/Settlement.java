package io.streamweir.internal.settle;

import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /**
   * What the entry hands on as it came, where it does so and nothing else, but for what it adds to
   * parts of the batch; else null.
   */
  @Nullable Append plainForward() {
    Append forward = null;
    for (int i = 0; i < effects.size(); i++) {
      Effect effect = effects.get(i);
      if (forward == null && effect instanceof Append append && append.entry().plain()) {
        forward = append;
      } else if (!effect.joinsPart()) {
        return null;
      }
    }
    return forward;
  }

  /** The target of an entry that goes on as it came and does nothing else; negative of others. */
  int onlyForward() {
    Append forward = effects.size() == 1 ? plainForward() : null;
    return forward == null ? -1 : forward.target();
  }

  /** The end of its job with a result, where it does nothing else; else null. */
  @Nullable Store onlyStore() {
    return effects.size() == 1 && effects.get(0) instanceof Store store ? store : null;
  }

  /** Whether it just ends, but for what it adds to parts of the batch. */
  boolean hasNothingOfItsOwn() {
    return effects.stream().allMatch(Effect::joinsPart);
  }

  /** Whether {@code hop.lua} can do it: the entry goes on as it came, or ends, and may count. */
  boolean isHop() {
    Append forward = plainForward();
    for (int i = 0; i < effects.size(); i++) {
      Effect effect = effects.get(i);
      if (effect != forward && !(effect instanceof ChangeCounters)) {
        return false;
      }
    }
    return true;
  }
}
