package io.streamweir.internal.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the entries of one reply from the receive buffer, one after the other. Called on an I/O
 * thread.
 */
public interface EntryBuilder<E> {
  /** The entries that follow are of this stream. */
  default void stream(ByteBuffer name) {}

  /** The next entry has this id. */
  void id(ByteBuffer id);

  /**
   * It has this field.
   *
   * @param name the first byte of the field's name; 0 where the name is empty
   * @param nameLength bytes of the name
   * @param value read or copied before the method returns
   */
  void field(byte name, int nameLength, ByteBuffer value);

  /** The entry is complete; answers with it, or null where it is left out, and begins anew. */
  @Nullable E end();
}
