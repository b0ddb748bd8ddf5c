package io.streamweir.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the reply of an XREADGROUP of one stream straight from the receive buffer, without a map
 * or a copy per field: an array of one pair (stream, entries), an entry being a pair (id, flat list
 * of names and values).
 */
final class EntryBatchOutput extends CommandOutput<byte[], byte[], List<Entry>> {
  private enum Expect {
    STREAM,
    ID,
    FIELDS,
    NAME,
    VALUE
  }

  private Expect expect = Expect.STREAM;
  private final EntryFields fields = new EntryFields();
  private int left;
  private byte name;
  private int nameLength;

  EntryBatchOutput() {
    super(ByteArrayCodec.INSTANCE, new ArrayList<>());
  }

  @Override
  public void multi(int count) {
    if (expect == Expect.FIELDS) {
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
      case STREAM -> expect = Expect.ID;
      case ID -> {
        fields.id = bytes == null ? "" : fields.text(bytes);
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
          fields.put(name, nameLength, bytes);
        }
        expect = Expect.NAME;
        if (--left <= 0) {
          finishEntry();
        }
      }
    }
  }

  private void finishEntry() {
    output.add(new Entry(fields, 1));
    fields.clear();
    expect = Expect.ID;
  }
}
