package io.streamweir.internal.wire;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the reply of an XREADGROUP straight from the receive buffer, without a map or a copy per
 * field: an array of pairs (stream, entries), an entry being a pair (id, flat list of names and
 * values).
 */
final class EntriesOutput<E> extends CommandOutput<byte[], byte[], List<E>> {
  private enum Expect {
    STREAM,
    ENTRIES,
    ID,
    FIELDS,
    NAME,
    VALUE
  }

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final EntryBuilder<E> builder;
  private Expect expect = Expect.STREAM;
  private int entries; // of the stream that are still to come
  private int left;
  private byte name;
  private int nameLength;

  EntriesOutput(EntryBuilder<E> builder) {
    super(ByteArrayCodec.INSTANCE, new ArrayList<>());
    this.builder = builder;
  }

  @Override
  public void multi(int count) {
    if (expect == Expect.ENTRIES) {
      entries = count;
      expect = entries <= 0 ? Expect.STREAM : Expect.ID;
    } else if (expect == Expect.FIELDS) {
      left = count;
      expect = Expect.NAME;
      if (left <= 0) {
        finishEntry();
      }
    }
  }

  @Override
  public void set(@Nullable ByteBuffer bytes) {
    switch (expect) {
      case STREAM -> {
        builder.stream(bytes == null ? NOTHING : bytes);
        expect = Expect.ENTRIES;
      }
      case ENTRIES -> expect = Expect.STREAM; // none, told by null
      case ID -> {
        builder.id(bytes == null ? NOTHING : bytes);
        expect = Expect.FIELDS;
      }
      case FIELDS -> finishEntry();
      case NAME -> {
        nameLength = bytes == null ? 0 : bytes.remaining();
        name = bytes == null || nameLength == 0 ? 0 : bytes.get(bytes.position());
        expect = Expect.VALUE;
        left--;
      }
      case VALUE -> {
        if (bytes != null) {
          builder.field(name, nameLength, bytes);
        }
        expect = Expect.NAME;
        if (--left <= 0) {
          finishEntry();
        }
      }
    }
  }

  private void finishEntry() {
    E entry = builder.end();
    if (entry != null) {
      output.add(entry);
    }
    expect = --entries <= 0 ? Expect.STREAM : Expect.ID;
  }
}
