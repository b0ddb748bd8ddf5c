package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.SharedReader;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Runs {@code take.lua} for one lane of a keyed stage, which reads in place of a plain XREADGROUP:
 * only the owner of the partition is given entries, and none of a key that is blocked. Calls count
 * in the order in which they are prepared. Thread-safe; fails with a {@link RedisCallException}, of
 * the code {@link RedisCallException#NOT_OWNER} where the partition is another's.
 */
public final class TakeScript {
  private static final Script SCRIPT =
      new Script("wire/checks", "feature/keyed/parking", "feature/keyed/take");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs(), SharedReader.LOOKS);

  private final RedisLink link;
  private final byte[] inbox;
  private final byte[] consumer;
  private final Ownership ownership;
  private final int maxDeliveries;
  private final byte[] group = Call.bytes(Keys.GROUP);
  private long calls;

  /**
   * For this inbox.
   *
   * @param maxDeliveries how often an entry may be delivered
   */
  public TakeScript(
      RedisLink link, String inbox, String consumer, Ownership ownership, int maxDeliveries) {
    this.link = link;
    this.inbox = Call.bytes(inbox);
    this.consumer = Call.bytes(consumer);
    this.ownership = ownership;
    this.maxDeliveries = maxDeliveries;
  }

  /** What may be pending, of any worker, that the caller has not got. */
  public enum Pending {
    /** Nothing: only new entries are asked for. */
    NONE,
    /** What was given to this ownership in answers that were lost; no delivery is counted. */
    UNHEARD,
    /** What others had; a delivery is counted. */
    INHERITED
  }

  /** Whether more is pending than was given. */
  public enum More {
    /** Nothing is. */
    NO,
    /** Something may be: call again. */
    MAYBE,
    /** One that may be given only once more, which waits for another such one to be settled. */
    LATER
  }

  /**
   * What was given.
   *
   * @param entries in order
   * @param inherited how many of them had been with others, or in lost answers
   * @param last the id of the last one that was looked at, or of the last that was ever given
   * @param more whether more is pending behind that one
   * @param dueMillis until a parked entry is due, or may be; -1 where no key is blocked
   * @param deleted ids that were deleted from the stream while they were pending
   */
  public record Taken(
      List<Entry> entries,
      int inherited,
      String last,
      More more,
      long dueMillis,
      List<String> deleted) {}

  /**
   * Asks for up to {@code count} entries.
   *
   * @param pending what may be pending behind {@code after}
   * @param after the id of the last entry that this ownership was given; {@code 0-0} for none
   * @param mayGiveLast whether one of them may be delivered for the last time
   */
  public CompletableFuture<Taken> run(
      int count, Pending pending, String after, boolean mayGiveLast) {
    return prepare(count, pending, after, mayGiveLast).get();
  }

  /**
   * The same, to be sent later. It remains a call of the ownership of now: it is refused where that
   * has ended, even if the lane owns the partition again.
   */
  public synchronized Supplier<CompletableFuture<Taken>> prepare(
      int count, Pending pending, String after, boolean mayGiveLast) {
    long number = ++calls;
    Call args = Call.args().addKey(inbox);
    ownership.addKeys(args);
    args.add(group).add(consumer).add(number);
    args.add(pending == Pending.NONE ? "" : after).add(count).add(maxDeliveries);
    args.add(mayGiveLast ? 1 : 0).add(pending == Pending.INHERITED ? 1 : 0);
    ownership.addArguments(args);
    return () -> SCRIPT.run(link.shared(), args).thenApply(TakeScript::taken);
  }

  private static Taken taken(List<Object> reply) {
    List<?> pending = Resp.list(reply.get(0));
    List<?> added = Resp.list(reply.get(1));
    List<Entry> entries = new ArrayList<>(pending.size() + added.size());
    for (Object item : pending) {
      List<?> entry = Resp.list(item);
      entries.add(Entry.of(entry.get(0), entry.get(1), (int) Resp.number(entry.get(2))));
    }
    for (Object item : added) {
      List<?> entry = Resp.list(item);
      entries.add(Entry.of(entry.get(0), entry.get(1), 1));
    }
    return new Taken(
        entries,
        pending.size(),
        Resp.text(reply.get(2)),
        More.values()[(int) Resp.number(reply.get(3))],
        Resp.number(reply.get(4)),
        Resp.texts(reply.get(5)));
  }
}
