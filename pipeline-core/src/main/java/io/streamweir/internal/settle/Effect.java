package io.streamweir.internal.settle;

/**
 * One thing that a settlement does where its acknowledgement counts. It writes itself: its Java and
 * its Lua lie in one room. Immutable.
 */
public interface Effect {
  /**
   * Writes its name, keys and arguments, or adds to a part of the batch. {@code effects.lua} says
   * what a name stands for.
   */
  void write(EffectWriter to);

  /** The bytes of the payload that it sends. */
  default long payloadBytes() {
    return 0;
  }

  /** Whether it only adds to a part of the batch, and has nothing of its own. */
  default boolean joinsPart() {
    return false;
  }
}
