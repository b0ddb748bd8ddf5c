package io.streamweir.internal.entry;

import io.streamweir.internal.wire.EntryBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the entries of one reply, as many as the bound allows; of those behind it only the ids. */
final class EntryBatch implements EntryBuilder<Entry> {
  private final EntryFields fields = new EntryFields();
  private final long most;
  private final List<String> leftOut = new ArrayList<>();
  private long bytes;
  private long ofEntry;

  /**
   * For one reply.
   *
   * @param most bytes of entries that are kept; the entry that exceeds them is the last
   */
  EntryBatch(long most) {
    this.most = most;
  }

  /** The ids of entries that were left out. */
  List<String> leftOut() {
    return leftOut;
  }

  @Override
  public void id(ByteBuffer id) {
    fields.id(fields.text(id));
  }

  @Override
  public void field(byte name, int nameLength, ByteBuffer value) {
    if (bytes < most) {
      ofEntry += value.remaining();
      fields.put(name, nameLength, value);
    }
  }

  @Override
  public @Nullable Entry end() {
    Entry entry = fields.end(1);
    boolean kept = bytes < most;
    if (!kept) {
      leftOut.add(entry.id());
    }
    bytes += ofEntry;
    ofEntry = 0;
    return kept ? entry : null;
  }
}
