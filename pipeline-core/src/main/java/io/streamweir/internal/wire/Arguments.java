package io.streamweir.internal.wire;

/** Takes the arguments of a call, in order. Not thread-safe. */
public interface Arguments {
  /** Adds bytes. */
  Arguments add(byte[] argument);

  /** Adds a text, in UTF-8. */
  Arguments add(String argument);

  /** Adds a number, in decimal digits. */
  Arguments add(long number);
}
