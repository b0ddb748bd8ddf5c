package io.streamweir.internal.entry;

import io.streamweir.internal.entry.EntryStep.Found;
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

/**
 * Walks through the delayed and the parked entries of one stage, at one place, step by step, with
 * no script. An empty position is before all. Thread-safe; every method throws {@link
 * RedisCallException} where Redis cannot be asked.
 */
public final class LaterWalk {
  private static final int MOST_TRIES = 20;
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
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      List<LaterPosition.Member> read = read(rank, count + 1);
      boolean first = rank == 0 || (!read.isEmpty() && !position.before(read.get(0)));
      List<LaterPosition.Member> behind = read.stream().filter(position::before).toList();
      boolean end = read.size() <= count;
      if (first && (!behind.isEmpty() || end)) {
        List<LaterPosition.Member> step = behind.subList(0, Math.min(count, behind.size()));
        return step(step, end && step.size() == behind.size());
      }
      rank = Math.max(0, rankBehind(position) - 1); // the set has moved under the position
    }
    throw new StreamweirException("the delayed entries change faster than they can be read");
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
    Call args = Call.args().addKey(later).add(rank).add(rank + count - 1).add("WITHSCORES");
    List<Object> flat = link.await(link.shared().list(Command.ZRANGE, args));
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
