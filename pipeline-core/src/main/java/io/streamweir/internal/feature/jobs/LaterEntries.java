package io.streamweir.internal.feature.jobs;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryName;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads the delayed and the parked entries of one stage, at one place, and changes nothing. Uses no
 * script, so a user that may only read can ask. Thread-safe; fails with a {@link
 * RedisCallException} where Redis cannot be asked.
 */
public record LaterEntries(RedisLink link, Keys keys, String stage) {
  static final int PARKED_PREFIX = 80; // SHA-1 of the key and the position, in digits
  private static final int HASH =
      40; // of the key; then 20 digits of the id's ms, and 20 of its number
  private static final int SCAN = 1_000;
  private static final int MOST_SCANS = 1_000;

  /**
   * One of them.
   *
   * @param dueMillis when it goes on, in ms since 1970 by the server's clock; -1 for a parked one,
   *     which goes on behind those of its key
   * @param entry with the fields with which it comes back; its id is empty
   * @param member what the set holds
   */
  public record Waiting(long dueMillis, Entry entry, EntryName member) {
    /** When a parked one arrived at the stage first, in ms since 1970 by the server's clock. */
    public long arrivedMillis() {
      byte[] parked = member.bytes();
      return Long.parseLong(new String(parked, HASH, PARKED_PREFIX / 4, StandardCharsets.US_ASCII));
    }
  }

  /** Up to so many delayed ones, the first due first. What is no entry is left out. */
  public CompletableFuture<List<Waiting>> delayed(long count) {
    return first(keys.later(stage), count, 0);
  }

  /** Up to so many parked ones, those of each key in their order. */
  public CompletableFuture<List<Waiting>> parked(long count) {
    return first(keys.parked(stage), count, PARKED_PREFIX);
  }

  private CompletableFuture<List<Waiting>> first(String key, long count, int prefix) {
    var args = Call.args().addKey(key).add(0).add(count - 1).add("WITHSCORES");
    return link.shared()
        .list(Command.ZRANGE, args)
        .thenApply(membersAndScores -> waiting(membersAndScores, prefix));
  }

  /** The delayed and parked ones of a job. Looks at a million of each kind at most. */
  public List<Waiting> ofJob(String jobId) {
    List<Waiting> found = new ArrayList<>(find(keys.later(stage), jobId, 0));
    found.addAll(find(keys.parked(stage), jobId, PARKED_PREFIX));
    return found;
  }

  private List<Waiting> find(String key, String jobId, int prefix) {
    List<Waiting> found = new ArrayList<>();
    String cursor = "0";
    int scans = 0;
    do {
      Call args = Call.args().addKey(key).add(cursor);
      args.add("MATCH").add("*" + literally(jobId) + "*").add("COUNT").add(SCAN);
      List<Object> reply = link.await(link.shared().list(Command.ZSCAN, args));
      cursor = Resp.text(reply.get(0));
      waiting(Resp.list(reply.get(1)), prefix).stream()
          .filter(waiting -> waiting.entry().jobId().equals(jobId))
          .forEach(found::add);
    } while (!cursor.equals("0") && ++scans < MOST_SCANS);
    return found;
  }

  /** As a pattern that matches nothing else. */
  private static String literally(String text) {
    return text.replaceAll("[\\\\*?\\[\\]^]", "\\\\$0");
  }

  private static List<Waiting> waiting(List<?> membersAndScores, int prefix) {
    List<Waiting> all = new ArrayList<>();
    for (int i = 0; i + 1 < membersAndScores.size(); i += 2) {
      Entry entry = entry(membersAndScores.get(i), prefix);
      if (entry != null && membersAndScores.get(i) instanceof byte[] member) {
        long due = prefix > 0 ? -1 : Resp.score(membersAndScores.get(i + 1));
        all.add(new Waiting(due, entry, new EntryName(member)));
      }
    }
    return all;
  }

  /** What a member of {@code later} holds; one with a defect where that is no entry. */
  static Entry delayedEntry(byte[] member) {
    Entry entry = entry(member, 0);
    return entry == null ? Entry.of(Call.bytes(""), List.of(), 0) : entry;
  }

  /** What a member of {@code parked} holds; one with a defect where that is no entry. */
  static Entry parkedEntry(byte[] member) {
    Entry entry = entry(member, PARKED_PREFIX);
    return entry == null ? Entry.of(Call.bytes(""), List.of(), 0) : entry;
  }

  private static @Nullable Entry entry(@Nullable Object member, int prefix) {
    if (!(member instanceof byte[] bytes) || bytes.length < prefix) {
      return null;
    }
    List<byte[]> packed = PackedFields.read(ByteBuffer.wrap(bytes, prefix, bytes.length - prefix));
    int nonce = prefix > 0 ? 0 : 1; // a parked one has none
    return packed.size() <= nonce
        ? null
        : Entry.of(Call.bytes(""), packed.subList(nonce, packed.size()), 0);
  }
}
