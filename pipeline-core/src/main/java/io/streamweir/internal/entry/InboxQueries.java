package io.streamweir.internal.entry;

import io.streamweir.internal.wire.Answers;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Wire;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Plain read-only questions about inboxes, later sets and dead streams, with no script, so a user
 * that may only read can ask them. Keys that do not exist read as empty. Who asks many things asks
 * without waiting for each answer. Thread-safe; fails with a {@link RedisCallException}.
 */
public record InboxQueries(RedisLink link) {
  /** What a worker needs for those that it asks. */
  public static final List<Needs> NEEDS =
      List.of(
          Needs.of("inbox", "XINFO|GROUPS", "XINFO|STREAM", "XLEN", "XPENDING"),
          Needs.of("later", "ZCARD"),
          Needs.of(Needs.SERVER, "TIME"));

  private static final long COUNT_LIMIT = 10_000;

  /**
   * The state of the consumer group.
   *
   * @param pending entries delivered and not settled
   * @param lag entries not delivered
   * @param lagKnown false where the server could not tell, so that {@code lag} is counted or
   *     estimated here
   * @param lastDelivered the id of the newest entry that was delivered
   */
  public record Group(long pending, long lag, boolean lagKnown, String lastDelivered) {}

  /**
   * One member of the group.
   *
   * @param pending entries it has not settled
   * @param idleMillis since it last asked for entries or claimed one
   */
  public record Consumer(String name, long pending, long idleMillis) {}

  /**
   * One entry that is pending.
   *
   * @param idleMillis since it was delivered or renewed
   * @param deliveries how often it was delivered
   */
  public record Pending(String id, String consumer, long idleMillis, long deliveries) {}

  /** What the stream says of itself. */
  public CompletableFuture<StreamFacts> stream(String stream) {
    return answer(Command.XINFO, Call.args().add("STREAM").addKey(stream))
        .thenApply(info -> StreamFacts.of(Resp.named(info)));
  }

  /** The workers' group of the inbox; absent where no worker has started yet. */
  public CompletableFuture<Optional<Group>> group(String inbox) {
    return groups(inbox, Keys.GROUP::equals)
        .thenApply(groups -> Optional.ofNullable(groups.get(Keys.GROUP)));
  }

  private CompletableFuture<Optional<Map<String, Object>>> workers(String inbox) {
    return infos(inbox).thenApply(infos -> named(infos, Keys.GROUP));
  }

  private CompletableFuture<List<Object>> infos(String inbox) {
    return answer(Command.XINFO, Call.args().add("GROUPS").addKey(inbox));
  }

  /** The one with this name of those that XINFO tells. */
  private static Optional<Map<String, Object>> named(List<Object> infos, String name) {
    return infos.stream()
        .map(Resp::named)
        .filter(named -> Resp.text(named.get("name")).equals(name))
        .findFirst();
  }

  private CompletableFuture<Group> group(String inbox, Map<String, Object> named) {
    long pending = Resp.number(named.get("pending"));
    String last = Resp.text(named.get("last-delivered-id"));
    Object lag = named.get("lag");
    return lag == null
        ? countAfter(inbox, last).thenApply(counted -> new Group(pending, counted, false, last))
        : CompletableFuture.completedFuture(new Group(pending, Resp.number(lag), true, last));
  }

  /** The id of the newest entry that a worker was given; {@code 0-0} where there is none. */
  public CompletableFuture<String> lastDelivered(String inbox) {
    return workers(inbox)
        .thenApply(
            workers ->
                workers.map(named -> Resp.text(named.get("last-delivered-id"))).orElse("0-0"));
  }

  /** Counts where that is cheap; else takes the stream's length, which is never too small. */
  private CompletableFuture<Long> countAfter(String inbox, String id) {
    return range(inbox, "(" + id, "+", COUNT_LIMIT)
        .thenCompose(
            found ->
                found.size() < COUNT_LIMIT
                    ? CompletableFuture.completedFuture((long) found.size())
                    : length(inbox));
  }

  /** The highest id that the stream has ever had; {@code 0-0} where there is no stream. */
  public CompletableFuture<String> lastId(String stream) {
    return stream(stream).thenApply(StreamFacts::lastId);
  }

  /** The groups of the inbox's taps, by the tap's name. */
  public CompletableFuture<Map<String, Group>> taps(String inbox) {
    return groups(inbox, name -> name.startsWith(Keys.TAP))
        .thenApply(
            groups -> {
              Map<String, Group> taps = new TreeMap<>();
              groups.forEach((name, group) -> taps.put(name.substring(Keys.TAP.length()), group));
              return taps;
            });
  }

  /** All groups of the inbox by name, foreign ones included. */
  public CompletableFuture<Map<String, Group>> groups(String inbox) {
    return groups(inbox, name -> true);
  }

  private CompletableFuture<Map<String, Group>> groups(String inbox, Predicate<String> which) {
    return infos(inbox)
        .thenCompose(
            infos -> {
              List<String> names = new ArrayList<>();
              List<CompletableFuture<Group>> groups = new ArrayList<>();
              for (Object info : infos) {
                Map<String, Object> named = Resp.named(info);
                String name = Resp.text(named.get("name"));
                if (which.test(name)) {
                  names.add(name);
                  groups.add(group(inbox, named));
                }
              }
              return Answers.all(groups).thenApply(all -> byName(names, all));
            });
  }

  private static Map<String, Group> byName(List<String> names, List<Group> groups) {
    Map<String, Group> byName = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      byName.put(names.get(i), groups.get(i));
    }
    return byName;
  }

  /**
   * How many entries, up to {@code most}, another group has not settled although workers were given
   * them already: so many, and all behind them, cannot be trimmed on its account.
   */
  public CompletableFuture<Integer> heldBy(String inbox, String group, long most) {
    var args = Call.args().addKey(inbox).add(group).add("-").add("+").add(1);
    return infos(inbox)
        .thenCombine(
            answer(Command.XPENDING, args),
            (infos, pending) -> {
              Optional<Object> oldest = pending.stream().findFirst();
              return new String[] {
                oldest
                    .map(first -> Resp.text(Resp.list(first).get(0)))
                    .orElseGet(() -> named(infos, group).map(InboxQueries::behind).orElse("")),
                named(infos, Keys.GROUP).map(w -> Resp.text(w.get("last-delivered-id"))).orElse("")
              };
            })
        .thenCompose(
            held ->
                held[0].isEmpty() || held[1].isEmpty()
                    ? CompletableFuture.completedFuture(0)
                    : range(inbox, held[0], held[1], most).thenApply(List::size));
  }

  private static String behind(Map<String, Object> group) {
    return "(" + Resp.text(group.get("last-delivered-id"));
  }

  /** The members of the workers' group, but not the name under which entries are handed back. */
  public CompletableFuture<List<Consumer>> consumers(String inbox) {
    Call args = Call.args().add("CONSUMERS").addKey(inbox).add(Keys.GROUP);
    return answer(Command.XINFO, args).thenApply(InboxQueries::consumers);
  }

  private static List<Consumer> consumers(List<Object> infos) {
    List<Consumer> consumers = new ArrayList<>();
    for (Object info : infos) {
      Map<String, Object> named = Resp.named(info);
      String name = Resp.text(named.get("name"));
      if (!name.equals(Keys.HANDED_BACK)) {
        long idle = Resp.number(named.get("idle"));
        consumers.add(new Consumer(name, Resp.number(named.get("pending")), idle));
      }
    }
    return consumers;
  }

  /** Up to {@code count} pending entries that have been idle for at least so long, oldest first. */
  public CompletableFuture<List<Pending>> pending(String inbox, long leastIdleMillis, long count) {
    var args = Call.args().addKey(inbox).add(Keys.GROUP).add("IDLE").add(leastIdleMillis);
    return pending(args.add("-").add("+").add(count));
  }

  /** Up to {@code count} pending entries with ids above this one, oldest first. */
  public CompletableFuture<List<Pending>> pendingAfter(String inbox, String after, long count) {
    var args = Call.args().addKey(inbox).add(Keys.GROUP).add("(" + after);
    return pending(args.add("+").add(count));
  }

  private CompletableFuture<List<Pending>> pending(Call args) {
    return answer(Command.XPENDING, args)
        .thenApply(found -> found.stream().map(InboxQueries::pending).toList());
  }

  private static Pending pending(Object item) {
    List<?> p = Resp.list(item);
    return new Pending(
        Resp.text(p.get(0)), Resp.text(p.get(1)), Resp.number(p.get(2)), Resp.number(p.get(3)));
  }

  /**
   * The ids above this one, up to {@code count} of them, of entries that are pending with this
   * consumer.
   */
  public CompletableFuture<List<String>> pendingOf(
      String inbox, String consumer, String after, long count) {
    var args = Call.args().addKey(inbox).add(Keys.GROUP).add("(" + after).add("+");
    return answer(Command.XPENDING, args.add(count).add(consumer))
        .thenApply(found -> found.stream().map(item -> Resp.text(Resp.list(item).get(0))).toList());
  }

  /** The oldest entry that is pending with this consumer. */
  public CompletableFuture<Optional<Pending>> oldestPendingOf(String inbox, String consumer) {
    var args = Call.args().addKey(inbox).add(Keys.GROUP).add("-").add("+").add(1);
    return pending(args.add(consumer)).thenApply(found -> found.stream().findFirst());
  }

  /** The id of the first entry above this one, if there is one. */
  public CompletableFuture<Optional<String>> firstAfter(String inbox, String id) {
    return range(inbox, "(" + id, "+", 1)
        .thenApply(
            found -> found.stream().findFirst().map(entry -> Resp.text(Resp.list(entry).get(0))));
  }

  /** The id of the first entry, if there is one. */
  public CompletableFuture<Optional<String>> first(String inbox) {
    return firstAfter(inbox, "0-0");
  }

  /** The first {@code count} entries of the stream, in any state. */
  public CompletableFuture<List<Entry>> peek(String inbox, int count) {
    return entries(inbox, "-", "+", count);
  }

  /** Up to {@code count} entries of the stream from one id to another, as XRANGE has them. */
  public CompletableFuture<List<Entry>> entries(String inbox, String from, String to, long count) {
    return range(inbox, from, to, count)
        .thenApply(
            found ->
                found.stream()
                    .map(Resp::list)
                    .map(entry -> Entry.of(entry.get(0), entry.get(1), 0))
                    .toList());
  }

  /** Whether the entry is in the stream. */
  public CompletableFuture<Boolean> contains(String inbox, String id) {
    return range(inbox, id, id, 1).thenApply(found -> !found.isEmpty());
  }

  /** How many entries the stream holds, settled ones included. */
  public CompletableFuture<Long> length(String stream) {
    return number(Command.XLEN, stream);
  }

  /** How many entries were ever added to the stream. */
  public CompletableFuture<Long> added(String stream) {
    return stream(stream).thenApply(StreamFacts::added);
  }

  /** How many members the sorted set holds. */
  public CompletableFuture<Long> delayed(String later) {
    return number(Command.ZCARD, later);
  }

  /** The key's type, {@code none} where there is no key. */
  public CompletableFuture<String> type(String key) {
    return link.shared()
        .send(Command.TYPE, Reply.STATUS, Call.args().addKey(key))
        .thenApply(Resp::text);
  }

  /**
   * The id of the last entry that the workers' group was given; absent where a reader should look:
   * an entry waits, the group is missing, or, where that is asked for as well, something is
   * pending. Unlike the lag this is always exact. Waits for the answer.
   */
  public Optional<String> quietBehind(String inbox, boolean pendingCounts) {
    return link.await(workers(inbox))
        .filter(workers -> !pendingCounts || Resp.number(workers.get("pending")) == 0)
        .map(workers -> Resp.text(workers.get("last-delivered-id")))
        .filter(last -> link.await(firstAfter(inbox, last)).isEmpty());
  }

  /** Whether the group is there. */
  public CompletableFuture<Boolean> hasGroup(String inbox, String group) {
    return infos(inbox).thenApply(groups -> named(groups, group).isPresent());
  }

  /** The entries waiting and pending, or the stream's length where no worker has started yet. */
  public CompletableFuture<Long> backlog(String inbox) {
    return notSettled(inbox, true);
  }

  /** The entries waiting, or the stream's length where no worker has started yet. */
  public CompletableFuture<Long> waiting(String inbox) {
    return notSettled(inbox, false);
  }

  private CompletableFuture<Long> notSettled(String inbox, boolean pendingCounts) {
    return infos(inbox)
        .thenCompose(
            groups -> {
              Map<String, Object> workers = named(groups, Keys.GROUP).orElse(Map.of());
              Object lag = workers.get("lag");
              return lag == null
                  ? length(inbox)
                  : CompletableFuture.completedFuture(
                      Resp.number(lag) + (pendingCounts ? Resp.number(workers.get("pending")) : 0));
            });
  }

  /** The server's clock in ms since 1970; waits for the answer. */
  public long now() {
    List<Object> time = link.await(link.shared().list(Command.TIME, Call.args()));
    return Resp.number(time.get(0)) * 1000 + Resp.number(time.get(1)) / 1000;
  }

  /**
   * The ms since 1970 in an entry's id; of one that only a foreign program makes at most 2^63-1.
   */
  public static long millis(String id) {
    long millis = Long.parseUnsignedLong(id.substring(0, id.indexOf('-')));
    return millis < 0 ? Long.MAX_VALUE : millis;
  }

  /** Up to {@code count} entries from one id to another, as XRANGE answers with them. */
  public CompletableFuture<List<Object>> range(String stream, String from, String to, long count) {
    var args = Call.args().addKey(stream).add(from).add(to).add("COUNT").add(count);
    return answer(Command.XRANGE, args);
  }

  /** The same from the newest to the oldest, as XREVRANGE has it. */
  public CompletableFuture<List<Object>> rangeBack(
      String stream, String from, String to, long count) {
    var args = Call.args().addKey(stream).add(from).add(to).add("COUNT").add(count);
    return answer(Command.XREVRANGE, args);
  }

  private CompletableFuture<List<Object>> answer(Command command, Call args) {
    return link.shared().list(command, args).exceptionally(InboxQueries::absent);
  }

  /** An absent key or group reads as empty. */
  public static List<Object> absent(Throwable thrown) {
    RedisCallException failure = Wire.failed(thrown);
    String message = String.valueOf(failure.getMessage());
    if (failure.code().equals("NOGROUP") || message.contains("no such key")) {
      return List.of();
    }
    throw failure;
  }

  private CompletableFuture<Long> number(Command command, String key) {
    return link.shared().send(command, Reply.INTEGER, Call.args().addKey(key));
  }
}
