package io.streamweir.internal.feature.jobs;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryName;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.jobs.EntryStep.Found;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.pipeline.StreamweirException;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the delayed and the parked entries of one stage, at one place, step by step, with
 * no script. An empty position is before all. Thread-safe; every method throws {@link
 * RedisCallException} where Redis cannot be asked.
 */
public final class LaterWalk {
  private static final int MOST_TRIES = 20;
  private static final int FIRST_SLACK = 8; // members by which the set may move meanwhile
  private static final int MOST_SLACK = 256;
  private static final byte[] ABOVE = {(byte) 0xff}; // no MessagePack array begins with it

  private final RedisLink link;
  private final byte[] later;
  private final byte[] parked;

  /** Of this stage. */
  public LaterWalk(RedisLink link, Keys keys, String stage) {
    this.link = link;
    this.later = Call.bytes(keys.later(stage));
    this.parked = Call.bytes(keys.parked(stage));
  }

  /**
   * Accepts a position of delayed entries.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static void checkDelayed(String position) {
    LaterPosition.parse(position);
  }

  /**
   * Accepts a position of parked entries.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static void checkParked(String position) {
    LaterPosition.bound(position, ABOVE);
  }

  /**
   * Up to {@code count} delayed entries behind this position, the first due first; those of one
   * time in the order of Redis.
   */
  public EntryStep delayed(String after, int count) {
    LaterPosition position = LaterPosition.parse(after);
    long rank = Math.max(0, position.rank());
    EntryStep step = step(position, read(rank, count + 1), rank == 0, count + 1, count);
    if (step == null) { // the set has moved under the position
      step = step(position, readFrom(position, count + 1), true, count + 1, count);
    }
    int slack = FIRST_SLACK;
    for (int tries = 0; step == null && tries < MOST_TRIES; tries++) { // many are due at once
      long from = Math.max(0, rankBehind(position) - slack);
      int most = count + 2 * slack;
      step = step(position, read(from, most), from == 0, most, count);
      slack = Math.min(MOST_SLACK, 2 * slack);
    }
    if (step == null) {
      throw new StreamweirException("the delayed entries change faster than they can be read");
    }
    return step;
  }

  /**
   * Those of the members that are behind the position; null where they do not tell which follows.
   *
   * @param whole whether none in front of them can be behind the position
   * @param asked how many there are at the most
   */
  private static @Nullable EntryStep step(
      LaterPosition position,
      List<LaterPosition.Member> read,
      boolean whole,
      int asked,
      int count) {
    boolean first = whole || (!read.isEmpty() && !position.before(read.get(0)));
    List<LaterPosition.Member> behind = read.stream().filter(position::before).toList();
    boolean end = read.size() < asked;
    if (!first || (behind.isEmpty() && !end)) {
      return null;
    }
    int taken = Math.min(count, behind.size());
    return step(behind.subList(0, taken), end && taken == behind.size());
  }

  private static EntryStep step(List<LaterPosition.Member> members, boolean end) {
    List<Found> found = new ArrayList<>();
    for (LaterPosition.Member member : members) {
      Entry entry = LaterEntries.delayedEntry(member.bytes);
      String position = LaterPosition.of(member).toString();
      found.add(new Found(position, entry, null, (long) member.score, new EntryName(member.bytes)));
    }
    return new EntryStep(found, end);
  }

  /** The rank of the first member behind the position, found by halving: each look is one call. */
  private long rankBehind(LaterPosition position) {
    long low = 0;
    long high =
        link.await(link.shared().send(Command.ZCARD, Reply.INTEGER, Call.args().addKey(later)));
    while (low < high) {
      long middle = (low + high) >>> 1;
      List<LaterPosition.Member> at = read(middle, 1);
      if (at.isEmpty() || position.before(at.get(0))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private List<LaterPosition.Member> read(long rank, int count) {
    return read(rank, Call.args().addKey(later).add(rank).add(rank + count - 1));
  }

  /** The first members that are due when that of the position was, or later. */
  private List<LaterPosition.Member> readFrom(LaterPosition position, int count) {
    Call args = Call.args().addKey(later).add(position.lowestScore()).add("+inf").add("BYSCORE");
    return read(position.rank(), args.add("LIMIT").add(0).add(count));
  }

  private List<LaterPosition.Member> read(long rank, Call range) {
    List<Object> flat = link.await(link.shared().list(Command.ZRANGE, range.add("WITHSCORES")));
    List<LaterPosition.Member> members = new ArrayList<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      if (flat.get(i) instanceof byte[] member) {
        double score = Double.parseDouble(Resp.text(flat.get(i + 1)).replace("inf", "Infinity"));
        members.add(new LaterPosition.Member(rank + i / 2, score, member));
      }
    }
    return members;
  }

  /**
   * Up to {@code count} parked entries behind this position: key by key, those of a key in their
   * order.
   */
  public EntryStep parked(String after, int count) {
    byte[] from = after.isEmpty() ? Call.bytes("-") : LaterPosition.bound(after, ABOVE);
    Call args = Call.args().addKey(parked).add(from).add("+").add("BYLEX");
    List<Object> members =
        link.await(link.shared().list(Command.ZRANGE, args.add("LIMIT").add(0).add(count)));
    List<Found> found = new ArrayList<>();
    for (Object member : members) {
      if (member instanceof byte[] bytes) {
        int prefix = Math.min(bytes.length, LaterEntries.PARKED_PREFIX);
        String position = LaterPosition.text(Arrays.copyOf(bytes, prefix));
        found.add(
            new Found(position, LaterEntries.parkedEntry(bytes), null, -1, new EntryName(bytes)));
      }
    }
    return new EntryStep(found, found.size() < count);
  }
}
