package io.streamweir.internal.settle;

/** One thing that a settlement does where its acknowledgement counts. Immutable. */
public interface Effect {
  /** The bytes of the payload that it sends. */
  default long payloadBytes() {
    return 0;
  }
}
