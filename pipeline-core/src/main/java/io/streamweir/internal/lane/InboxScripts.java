package io.streamweir.internal.lane;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The scripts that a worker runs beside settling: renew, reclaim, hand back, trim and retire, for
 * one inbox and consumer. Thread-safe. Every method fails with a {@link RedisCallException}.
 */
public final class InboxScripts {
  private static final Script RENEW = new Script("lane/renew");
  private static final Script RECLAIM = new Script("wire/checks", "lane/reclaim");
  private static final Script HAND_BACK = new Script("lane/hand-back");
  private static final Script TRIM = new Script("housekeeping/trim");
  private static final Script RETIRE = new Script("lane/retire");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS =
      Stream.of(RENEW, RECLAIM, HAND_BACK, TRIM, RETIRE).map(Script::needs).toList();

  private final RedisLink link;
  private final byte[] inbox;
  private final byte[] consumer;
  private volatile long serverMillis; // by the last reclaim: an earlier time means a clock set back
  private final byte[] group;

  /** For this inbox and consumer of the workers' group. */
  public InboxScripts(RedisLink link, String inbox, String consumer) {
    this(link, inbox, Keys.GROUP, consumer);
  }

  /** For this inbox and consumer of that group. */
  public InboxScripts(RedisLink link, String inbox, String group, String consumer) {
    this.link = link;
    this.inbox = Call.bytes(inbox);
    this.group = Call.bytes(group);
    this.consumer = Call.bytes(consumer);
  }

  /**
   * What became of a renewal.
   *
   * @param notOwned ids that the consumer no longer owns: taken by another one, or settled
   * @param deleted ids that were deleted from the stream while they were pending
   */
  public record Renewal(List<String> notOwned, List<String> deleted) {}

  /** Renews the leases of these entries where the consumer still owns them. */
  public CompletableFuture<Renewal> renew(List<String> ids) {
    Call args = Call.args().addKey(inbox).add(group).add(consumer);
    ids.forEach(args::add);
    return RENEW
        .run(link.shared(), args)
        .thenApply(reply -> new Renewal(Resp.texts(reply.get(0)), Resp.texts(reply.get(1))));
  }

  /**
   * One step of a scan for entries whose lease has run out.
   *
   * @param cursor where the next step goes on; {@code 0-0} where the scan is through
   * @param deleted ids that were deleted from the stream while they were pending
   * @param entries those that are this consumer's now, with their delivery counts
   * @param deferred how many were left alone since it would have been their last delivery
   */
  public record Reclaimed(
      String cursor, List<String> deleted, List<Entry> entries, long deferred) {}

  /**
   * Takes up to {@code count} entries that have been idle for at least a lease.
   *
   * @param maxDeliveries how often an entry may be delivered
   * @param mayTakeLast whether one of them may be delivered for the last time
   */
  public CompletableFuture<Reclaimed> reclaim(
      Duration lease, String cursor, int count, int maxDeliveries, boolean mayTakeLast) {
    Call args = reclaim(Call.args().addKey(inbox), lease, cursor);
    args.add(count).add(maxDeliveries).add(mayTakeLast ? 1 : 0).add(serverMillis);
    return RECLAIM.run(link.shared(), args).thenApply(this::reclaimed);
  }

  /**
   * The same as a step of a scan that all consumers share. Where the last one was through, the next
   * one begins when the interval is over.
   *
   * @param swept the key that says how far it has come
   */
  public CompletableFuture<Reclaimed> sweep(
      String swept,
      Duration lease,
      Duration interval,
      int count,
      int maxDeliveries,
      boolean mayTakeLast) {
    Call args = reclaim(Call.args().addKey(inbox).addKey(swept), lease, "0-0");
    args.add(count).add(maxDeliveries).add(mayTakeLast ? 1 : 0).add(serverMillis);
    return RECLAIM.run(link.shared(), args.add(interval.toMillis())).thenApply(this::reclaimed);
  }

  private Call reclaim(Call keys, Duration lease, String cursor) {
    return keys.add(group).add(consumer).add(lease.toMillis()).add(cursor);
  }

  /**
   * Hands these entries back; answers with how many.
   *
   * @param started whether their handlers may have begun, so that the delivery counts
   */
  public CompletableFuture<Long> handBack(Duration lease, boolean started, List<String> ids) {
    Call args = Call.args().addKey(inbox).add(group).add(consumer).add(lease.toMillis());
    args.add(started ? 0 : 1);
    ids.forEach(args::add);
    return HAND_BACK.run(link.shared(), args).thenApply(Resp::first);
  }

  /**
   * What was trimmed.
   *
   * @param entries how many entries
   * @param lostToTaps how many of them, at most, a tap had not read, by the tap's name
   */
  public record Trimmed(long entries, Map<String, Long> lostToTaps) {}

  /**
   * Trims settled entries that are older than the retention.
   *
   * @param tapBound entries that a tap may keep from being trimmed
   */
  public CompletableFuture<Trimmed> trim(boolean exact, Duration retention, long tapBound) {
    Call args =
        Call.args().addKey(inbox).add(exact ? "=" : "~").add(retention.toMillis()).add(group);
    args.add(Keys.TAP).add(tapBound);
    return TRIM.run(link.shared(), args).thenApply(InboxScripts::trimmed);
  }

  private static Trimmed trimmed(List<Object> reply) {
    Map<String, Long> lost = new HashMap<>();
    for (int i = 1; i + 1 < reply.size(); i += 2) {
      String tap = Resp.text(reply.get(i)).substring(Keys.TAP.length());
      lost.put(tap, Resp.number(reply.get(i + 1)));
    }
    return new Trimmed(Resp.first(reply), lost);
  }

  /** Deletes this consumer where nothing of it is pending; answers with 1 or 0. */
  public CompletableFuture<Long> retire() {
    return retire(consumer, Duration.ZERO);
  }

  /**
   * Deletes all consumers that have been idle for so long and of which nothing is pending; answers
   * with how many.
   */
  public CompletableFuture<Long> retireIdle(Duration idle) {
    return retire(new byte[0], idle);
  }

  private CompletableFuture<Long> retire(byte[] name, Duration idle) {
    Call args = Call.args().addKey(inbox).add(group).add(name).add(idle.toMillis());
    return RETIRE.run(link.shared(), args).thenApply(Resp::first);
  }

  private Reclaimed reclaimed(List<Object> reply) {
    serverMillis = Resp.number(reply.get(4));
    List<Entry> entries = new ArrayList<>();
    for (Object item : Resp.list(reply.get(2))) {
      List<?> entry = Resp.list(item);
      entries.add(Entry.of(entry.get(0), entry.get(1), (int) Resp.number(entry.get(2))));
    }
    return new Reclaimed(
        Resp.text(reply.get(0)), Resp.texts(reply.get(1)), entries, Resp.number(reply.get(3)));
  }
}
