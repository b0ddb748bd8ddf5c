package io.streamweir.benchmarks.contestants;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply of an XREADGROUP of one stream whose entries all have the fields j, t and p in this
 * order: id, j, t and p of one entry after the other, as they came.
 */
final class BareEntries extends CommandOutput<byte[], byte[], List<byte[]>> {
  /** How many arrays an entry takes. */
  static final int WIDTH = 4;

  private static final int BULKS_PER_ENTRY = 7; // id, then three names and values

  private int bulks = -1; // the stream's name comes first

  BareEntries() {
    super(ByteArrayCodec.INSTANCE, new ArrayList<>(WIDTH * Names.BATCH));
  }

  @Override
  public void set(@Nullable ByteBuffer bulk) {
    int position = bulks++;
    if (bulk == null || position < 0) {
      return;
    }
    int field = position % BULKS_PER_ENTRY;
    if ((field & 1) == 0) {
      byte[] value = new byte[bulk.remaining()];
      bulk.get(value);
      output.add(value);
    }
  }
}
