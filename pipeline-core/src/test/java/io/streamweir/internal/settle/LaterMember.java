package io.streamweir.internal.settle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a member of a later set as docs/protocol.md describes it: a MessagePack array of texts. */
public final class LaterMember {
  private LaterMember() {}

  /** The nonce, then the entry's fields; the bytes as text where they are no such array. */
  public static List<String> read(byte[] member) {
    ByteBuffer in = ByteBuffer.wrap(member);
    int first = in.get() & 0xFF;
    if (first != 0xDC && (first & 0xF0) != 0x90) {
      return List.of(new String(member, StandardCharsets.UTF_8));
    }
    int count = first == 0xDC ? in.getShort() & 0xFFFF : first & 0x0F;
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(text(in));
    }
    return texts;
  }

  private static String text(ByteBuffer in) {
    int head = in.get() & 0xFF;
    int length =
        switch (head) {
          case 0xD9 -> in.get() & 0xFF;
          case 0xDA -> in.getShort() & 0xFFFF;
          case 0xDB -> in.getInt();
          default -> head & 0x1F;
        };
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
