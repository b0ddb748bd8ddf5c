package io.streamweir.internal.entry;

import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Wire;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Plain read-only questions about inboxes, later sets and dead streams, with no script, so a user
 * that may only read can ask them. Keys that do not exist read as empty. Thread-safe; every method
 * throws {@link RedisCallException} where Redis cannot be asked.
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

  /** The workers' group of the inbox; absent where no worker has started yet. */
  public Optional<Group> group(String inbox) {
    return workers(inbox).map(named -> group(inbox, named));
  }

  private Optional<Map<String, Object>> workers(String inbox) {
    return named(ask(Command.XINFO, "GROUPS", inbox), Keys.GROUP);
  }

  /** The one with this name of those that XINFO tells. */
  private static Optional<Map<String, Object>> named(List<Object> infos, String name) {
    return infos.stream()
        .map(Resp::named)
        .filter(named -> Resp.text(named.get("name")).equals(name))
        .findFirst();
  }

  private Group group(String inbox, Map<String, Object> named) {
    long pending = Resp.number(named.get("pending"));
    String last = Resp.text(named.get("last-delivered-id"));
    Object lag = named.get("lag");
    return lag == null
        ? new Group(pending, countAfter(inbox, last), false, last)
        : new Group(pending, Resp.number(lag), true, last);
  }

  /** The id of the newest entry that a worker was given; {@code 0-0} where there is none. */
  public String lastDelivered(String inbox) {
    return workers(inbox).map(named -> Resp.text(named.get("last-delivered-id"))).orElse("0-0");
  }

  /** Counts where that is cheap; else takes the stream's length, which is never too small. */
  private long countAfter(String inbox, String id) {
    long counted = Resp.list(range(inbox, "(" + id, "+", COUNT_LIMIT)).size();
    return counted < COUNT_LIMIT ? counted : length(inbox);
  }

  /** The highest id that the stream has ever had; {@code 0-0} where there is no stream. */
  public String lastId(String stream) {
    return type(stream).equals("none")
        ? "0-0"
        : Resp.text(Resp.named(ask(Command.XINFO, "STREAM", stream)).get("last-generated-id"));
  }

  /** The groups of the inbox's taps, by the tap's name. */
  public Map<String, Group> taps(String inbox) {
    Map<String, Group> taps = new TreeMap<>();
    for (Object info : Resp.list(ask(Command.XINFO, "GROUPS", inbox))) {
      Map<String, Object> named = Resp.named(info);
      String name = Resp.text(named.get("name"));
      if (name.startsWith(Keys.TAP)) {
        taps.put(name.substring(Keys.TAP.length()), group(inbox, named));
      }
    }
    return taps;
  }

  /** All groups of the inbox by name, foreign ones included. */
  public List<String> groups(String inbox) {
    return Resp.list(ask(Command.XINFO, "GROUPS", inbox)).stream()
        .map(info -> Resp.text(Resp.named(info).get("name")))
        .toList();
  }

  /**
   * How many entries, up to {@code most}, another group has not settled although workers were given
   * them already: so many, and all behind them, cannot be trimmed on its account.
   */
  public long heldBy(String inbox, String group, long most) {
    String first = "";
    String last = "";
    for (Object info : Resp.list(ask(Command.XINFO, "GROUPS", inbox))) {
      Map<String, Object> named = Resp.named(info);
      String delivered = Resp.text(named.get("last-delivered-id"));
      String name = Resp.text(named.get("name"));
      first = name.equals(group) ? "(" + delivered : first;
      last = name.equals(Keys.GROUP) ? delivered : last;
    }
    var args = Call.args().addKey(inbox).add(group).add("-").add("+").add(1);
    for (Object pending : answer(Command.XPENDING, args)) {
      first = Resp.text(Resp.list(pending).get(0));
    }
    return first.isEmpty() || last.isEmpty()
        ? 0
        : Resp.list(range(inbox, first, last, most)).size();
  }

  /** The members of the workers' group, but not the name under which entries are handed back. */
  public List<Consumer> consumers(String inbox) {
    List<Consumer> consumers = new ArrayList<>();
    for (Object info : Resp.list(ask(Command.XINFO, "CONSUMERS", inbox, Keys.GROUP))) {
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
  public List<Pending> pending(String inbox, long leastIdleMillis, long count) {
    var args = Call.args().addKey(inbox).add(Keys.GROUP).add("IDLE").add(leastIdleMillis);
    return pending(args.add("-").add("+").add(count));
  }

  /** Up to {@code count} pending entries with ids above this one, oldest first. */
  public List<Pending> pendingAfter(String inbox, String after, long count) {
    var args = Call.args().addKey(inbox).add(Keys.GROUP).add("(" + after);
    return pending(args.add("+").add(count));
  }

  private List<Pending> pending(Call args) {
    List<Pending> found = new ArrayList<>();
    for (Object item : Resp.list(answer(Command.XPENDING, args))) {
      found.add(pending(item));
    }
    return found;
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
  public List<String> pendingOf(String inbox, String consumer, String after, long count) {
    var args = Call.args().addKey(inbox).add(Keys.GROUP).add("(" + after).add("+");
    return Resp.list(answer(Command.XPENDING, args.add(count).add(consumer))).stream()
        .map(item -> Resp.text(Resp.list(item).get(0)))
        .toList();
  }

  /** For each consumer the oldest entry that is pending with it; asked all at once. */
  public List<Optional<Pending>> oldestPendingOf(String inbox, List<String> consumers) {
    return link.awaitAll(consumers.stream().map(name -> oldestPendingOf(inbox, name)).toList());
  }

  private CompletableFuture<Optional<Pending>> oldestPendingOf(String inbox, String consumer) {
    var args = Call.args().addKey(inbox).add(Keys.GROUP).add("-").add("+").add(1);
    return link.shared()
        .list(Command.XPENDING, args.add(consumer))
        .exceptionally(InboxQueries::absent)
        .thenApply(found -> found.stream().findFirst().map(InboxQueries::pending));
  }

  /** The id of the first entry above this one, if there is one. */
  public Optional<String> firstAfter(String inbox, String id) {
    return Resp.list(range(inbox, "(" + id, "+", 1)).stream()
        .findFirst()
        .map(entry -> Resp.text(Resp.list(entry).get(0)));
  }

  /** The id of the first entry, if there is one. */
  public Optional<String> first(String inbox) {
    return firstAfter(inbox, "0-0");
  }

  /** The first {@code count} entries of the stream, in any state. */
  public List<Entry> peek(String inbox, int count) {
    List<Entry> entries = new ArrayList<>();
    for (Object item : range(inbox, "-", "+", count)) {
      List<?> entry = Resp.list(item);
      entries.add(Entry.of(entry.get(0), entry.get(1), 0));
    }
    return entries;
  }

  /** Whether the entry is in the stream. */
  public boolean contains(String inbox, String id) {
    return !Resp.list(range(inbox, id, id, 1)).isEmpty();
  }

  /** How many entries the stream holds, settled ones included. */
  public long length(String stream) {
    return number(Command.XLEN, stream);
  }

  /** How many entries were ever added to the stream. */
  public long added(String stream) {
    Object added = Resp.named(ask(Command.XINFO, "STREAM", stream)).get("entries-added");
    return added == null ? length(stream) : Resp.number(added);
  }

  /** How many members the sorted set holds. */
  public long delayed(String later) {
    return number(Command.ZCARD, later);
  }

  /** The key's type, {@code none} where there is no key. */
  public String type(String key) {
    return Resp.text(
        link.await(link.shared().send(Command.TYPE, Reply.STATUS, Call.args().addKey(key))));
  }

  /**
   * Whether a reader of the workers' group should look: an entry waits, the group is missing, or,
   * where that is asked for as well, something is pending. Unlike the lag this is always exact.
   */
  public boolean worthReading(String inbox, boolean pendingCounts) {
    Map<String, Object> workers = workers(inbox).orElse(null);
    return workers == null
        || (pendingCounts && Resp.number(workers.get("pending")) > 0)
        || firstAfter(inbox, Resp.text(workers.get("last-delivered-id"))).isPresent();
  }

  /** Whether the group is there; without blocking. */
  public CompletableFuture<Boolean> hasGroup(String inbox, String group) {
    return link.shared()
        .list(Command.XINFO, Call.args().add("GROUPS").addKey(inbox))
        .exceptionally(InboxQueries::absent)
        .thenApply(groups -> named(groups, group).isPresent());
  }

  /**
   * The entries waiting and pending, or the stream's length where no worker has started yet;
   * without blocking.
   */
  public CompletableFuture<Long> backlog(String inbox) {
    var args = Call.args().add("GROUPS").addKey(inbox);
    return link.shared()
        .list(Command.XINFO, args)
        .exceptionally(thrown -> absent(thrown))
        .thenCompose(
            groups -> {
              Map<String, Object> workers = named(groups, Keys.GROUP).orElse(Map.of());
              Object lag = workers.get("lag");
              return lag == null
                  ? xlen(inbox)
                  : CompletableFuture.completedFuture(
                      Resp.number(lag) + Resp.number(workers.get("pending")));
            });
  }

  /** The server's clock in ms since 1970. */
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

  public List<Object> range(String stream, String from, String to, long count) {
    var args = Call.args().addKey(stream).add(from).add(to).add("COUNT").add(count);
    return answer(Command.XRANGE, args);
  }

  /** The same from the newest to the oldest, as XREVRANGE has it. */
  public List<Object> rangeBack(String stream, String from, String to, long count) {
    var args = Call.args().addKey(stream).add(from).add(to).add("COUNT").add(count);
    return answer(Command.XREVRANGE, args);
  }

  private List<Object> ask(Command command, String question, String key, String... rest) {
    var args = Call.args().add(question).addKey(key);
    for (String argument : rest) {
      args.add(argument.getBytes(StandardCharsets.UTF_8));
    }
    return answer(command, args);
  }

  private List<Object> answer(Command command, Call args) {
    try {
      return link.await(link.shared().list(command, args));
    } catch (RedisCallException e) {
      return absent(e);
    }
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

  private CompletableFuture<Long> xlen(String stream) {
    return link.shared().send(Command.XLEN, Reply.INTEGER, Call.args().addKey(stream));
  }

  private long number(Command command, String key) {
    return link.await(link.shared().send(command, Reply.INTEGER, Call.args().addKey(key)));
  }
}
