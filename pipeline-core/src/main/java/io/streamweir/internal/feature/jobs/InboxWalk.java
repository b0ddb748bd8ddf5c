package io.streamweir.internal.feature.jobs;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryName;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.InboxQueries.Pending;
import io.streamweir.internal.entry.StreamId;
import io.streamweir.internal.feature.jobs.EntryStep.Found;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the entries of an inbox that are not settled, step by step, with no script.
 * Positions are their ids; an empty one is before all. Thread-safe; every method throws {@link
 * RedisCallException} where Redis cannot be asked.
 */
public final class InboxWalk {
  private final RedisLink link;
  private final InboxQueries queries;
  private final String inbox;

  /** Through this inbox. */
  public InboxWalk(RedisLink link, String inbox) {
    this.link = link;
    this.queries = new InboxQueries(link);
    this.inbox = inbox;
  }

  /** Up to {@code count} entries behind this position that no worker was given yet. */
  public EntryStep waiting(String after, int count) {
    StreamId from = position(after);
    StreamId delivered = StreamId.parse(link.await(queries.lastDelivered(inbox)));
    StreamId start = from.compareTo(delivered) < 0 ? delivered : from;
    return waiting(link.await(queries.range(inbox, "(" + start, "+", count)), count);
  }

  /** The same from the newest to the oldest, in front of this position; an empty one is the end. */
  public EntryStep waitingBefore(String before, int count) {
    String from = before.isEmpty() ? "+" : "(" + before;
    String delivered = "(" + link.await(queries.lastDelivered(inbox));
    return waiting(link.await(queries.rangeBack(inbox, from, delivered, count)), count);
  }

  private static EntryStep waiting(List<Object> range, int count) {
    List<Found> found = new ArrayList<>();
    for (Object item : range) {
      Entry entry = entry(item, 0);
      found.add(new Found(entry.id(), entry, null, -1, name(entry.id())));
    }
    return new EntryStep(found, found.size() < count);
  }

  /** Up to {@code count} entries behind this position that workers were given. */
  public EntryStep pending(String after, int count) {
    List<Pending> pending =
        link.await(queries.pendingAfter(inbox, position(after).toString(), count));
    List<Entry> entries =
        link.awaitAll(pending.stream().map(p -> fetch(p.id(), p.deliveries())).toList());
    List<Found> found = new ArrayList<>();
    for (int i = 0; i < pending.size(); i++) {
      Pending one = pending.get(i);
      found.add(new Found(one.id(), gone(entries.get(i)), one, -1, name(one.id())));
    }
    return new EntryStep(found, found.size() < count);
  }

  private CompletableFuture<Entry> fetch(String id, long deliveries) {
    return link.shared()
        .list(Command.XRANGE, Call.args().addKey(inbox).add(id).add(id))
        .thenApply(
            range ->
                range.isEmpty()
                    ? Entry.of(Call.bytes(""), List.of(), 0)
                    : entry(range.get(0), (int) deliveries));
  }

  private static @Nullable Entry gone(Entry entry) {
    return entry.id().isEmpty() ? null : entry;
  }

  private static EntryName name(String id) {
    return new EntryName(Call.bytes(id));
  }

  private static StreamId position(String after) {
    return after.isEmpty() ? StreamId.ZERO : StreamId.parse(after);
  }

  private static Entry entry(@Nullable Object item, int deliveries) {
    List<?> idAndFields = Resp.list(item);
    return Entry.of(idAndFields.get(0), idAndFields.get(1), deliveries);
  }
}
