package io.streamweir.internal.entry;

import io.streamweir.internal.wire.Resp;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a stream says of itself.
 *
 * @param length how many entries it holds, settled ones included
 * @param added how many it ever had
 * @param lastId the highest id that it has ever had; {@code 0-0} where there is no stream
 * @param entryBytes what the larger one of its first and its last entry takes, about
 */
public record StreamFacts(long length, long added, String lastId, long entryBytes) {
  /** Of no stream. */
  public static final StreamFacts NONE = new StreamFacts(0, 0, "0-0", 0);

  static StreamFacts of(Map<String, Object> named) {
    if (named.isEmpty()) {
      return NONE;
    }
    long length = Resp.number(named.get("length"));
    Object added = named.get("entries-added");
    return new StreamFacts(
        length,
        added == null ? length : Resp.number(added),
        Resp.text(named.get("last-generated-id")),
        Math.max(bytes(named.get("first-entry")), bytes(named.get("last-entry"))));
  }

  private static long bytes(@Nullable Object reply) {
    return reply instanceof byte[] bytes
        ? bytes.length
        : Resp.list(reply).stream().mapToLong(StreamFacts::bytes).sum();
  }
}
