package io.streamweir.internal.settle;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryFields;
import java.nio.ByteBuffer;
import java.util.Map;

/** An entry as it would have been read, for tests that need no Redis. */
public final class GivenEntry {
  private GivenEntry() {}

  /** A whole entry of job {@code job} that was delivered so often. */
  public static Entry of(String id, byte[] payload, int attempt, int deliveries) {
    EntryFields fields = new EntryFields();
    fields.id(id);
    put(fields, "j", "job".getBytes());
    put(fields, "t", "1700000000000".getBytes());
    put(fields, "p", payload);
    put(fields, "a", Integer.toString(attempt).getBytes());
    return fields.end(deliveries);
  }

  /** Such an entry at its first attempt, with these fields more. */
  public static Entry with(Map<String, String> more) {
    EntryFields fields = new EntryFields();
    fields.id("1-0");
    put(fields, "j", "job".getBytes());
    put(fields, "t", "1700000000000".getBytes());
    put(fields, "p", new byte[] {1});
    more.forEach((name, value) -> put(fields, name, value.getBytes()));
    return fields.end(1);
  }

  private static void put(EntryFields fields, String name, byte[] value) {
    fields.put((byte) name.charAt(0), 1, ByteBuffer.wrap(value));
  }
}
