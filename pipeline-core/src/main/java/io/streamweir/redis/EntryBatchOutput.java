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
  private final long most;
  private final List<String> leftOut = new ArrayList<>();
  private long bytes;
  private long ofEntry;
  private int left;
  private byte name;
  private int nameLength;

  /**
   * For one reply.
   *
   * @param most bytes of entries that are kept; of those behind them only the ids are
   */
  EntryBatchOutput(long most) {
    super(ByteArrayCodec.INSTANCE, new ArrayList<>());
    this.most = most;
  }

  /** The ids of entries that were left out. */
  List<String> leftOut() {
    return leftOut;
  }

  private boolean full() {
    return bytes >= most;
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
  public void set(@Nullable ByteBuffer value) {
    int length = value == null ? 0 : value.remaining();
    switch (expect) {
      case STREAM -> expect = Expect.ID;
      case ID -> {
        fields.id = value == null ? "" : fields.text(value);
        expect = Expect.FIELDS;
      }
      case FIELDS -> finishEntry();
      case NAME -> {
        nameLength = length;
        name = value == null || nameLength == 0 ? 0 : value.get(value.position());
        expect = Expect.VALUE;
        left--;
      }
      case VALUE -> {
        if (value != null && !full()) {
          fields.put(name, nameLength, value);
          ofEntry += length;
        }
        expect = Expect.NAME;
        if (--left <= 0) {
          finishEntry();
        }
      }
    }
  }

  private void finishEntry() {
    if (full()) {
      leftOut.add(fields.id);
    } else {
      output.add(new Entry(fields, 1));
      bytes += ofEntry;
    }
    ofEntry = 0;
    fields.clear();
    expect = Expect.ID;
  }
}
