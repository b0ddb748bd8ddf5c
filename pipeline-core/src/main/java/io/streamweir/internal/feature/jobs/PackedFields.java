package io.streamweir.internal.feature.jobs;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a MessagePack array of byte strings, as {@code cmsgpack.pack} of Redis' Lua writes it. See
 * the MessagePack specification, formats {@code fixarray} to {@code str 32}.
 */
final class PackedFields {
  private PackedFields() {}

  /** The byte strings; empty where the bytes are something else. */
  static List<byte[]> read(ByteBuffer packed) {
    try {
      int size = size(packed);
      List<byte[]> fields = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        byte[] field = new byte[length(packed)];
        packed.get(field);
        fields.add(field);
      }
      return fields;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return List.of();
    }
  }

  private static int size(ByteBuffer packed) {
    int format = packed.get() & 0xff;
    int size =
        switch (format) {
          case 0xdc -> packed.getShort() & 0xffff;
          case 0xdd -> packed.getInt();
          default -> format >> 4 == 0x9 ? format & 0xf : -1;
        };
    return bounded(size, packed);
  }

  private static int length(ByteBuffer packed) {
    int format = packed.get() & 0xff;
    int length =
        switch (format) {
          case 0xc4, 0xd9 -> packed.get() & 0xff;
          case 0xc5, 0xda -> packed.getShort() & 0xffff;
          case 0xc6, 0xdb -> packed.getInt();
          default -> format >> 5 == 0x5 ? format & 0x1f : -1;
        };
    return bounded(length, packed);
  }

  private static int bounded(int length, ByteBuffer packed) {
    if (length < 0 || length > packed.remaining()) {
      throw new IllegalArgumentException("no array of byte strings");
    }
    return length;
  }
}
