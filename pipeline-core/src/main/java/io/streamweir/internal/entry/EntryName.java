package io.streamweir.internal.entry;

/**
 * What Redis knows an entry by: its id in an inbox, or the member of a set. Immutable by agreement:
 * nobody writes to the array.
 */
public final class EntryName {
  private final byte[] bytes;

  public EntryName(byte[] bytes) {
    this.bytes = bytes;
  }

  public byte[] bytes() {
    return bytes;
  }
}
