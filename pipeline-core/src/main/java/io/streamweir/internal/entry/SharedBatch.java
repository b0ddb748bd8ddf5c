package io.streamweir.internal.entry;

import io.streamweir.internal.wire.EntryBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the entries of several inboxes, as many as one bound for all of them allows. */
final class SharedBatch implements EntryBuilder<Entry> {
  private final EntryBatch batch;
  private final Map<String, Arrived> arrived = new HashMap<>();
  private Arrived current = new Arrived(new ArrayList<>(), new ArrayList<>());

  SharedBatch(long mostBytes) {
    this.batch = new EntryBatch(mostBytes);
  }

  /** By the inbox's name; the inboxes that had none are missing. */
  Map<String, Arrived> arrived() {
    return arrived;
  }

  @Override
  public void stream(ByteBuffer name) {
    String inbox = StandardCharsets.UTF_8.decode(name.duplicate()).toString();
    current =
        arrived.computeIfAbsent(inbox, first -> new Arrived(new ArrayList<>(), new ArrayList<>()));
  }

  @Override
  public void id(ByteBuffer id) {
    batch.id(id);
  }

  @Override
  public void field(byte name, int nameLength, ByteBuffer value) {
    batch.field(name, nameLength, value);
  }

  @Override
  public @Nullable Entry end() {
    Entry entry = batch.end();
    if (entry == null) {
      List<String> leftOut = batch.leftOut();
      current.leftOut().add(leftOut.get(leftOut.size() - 1));
    } else {
      current.entries().add(entry);
    }
    return entry;
  }
}
