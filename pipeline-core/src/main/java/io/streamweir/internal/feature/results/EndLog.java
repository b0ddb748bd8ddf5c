package io.streamweir.internal.feature.results;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.internal.wire.Wire;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The log of one partition. Thread-safe; methods fail with a {@link RedisCallException}. */
public record EndLog(RedisLink link, Keys keys) {
  private static final Script OPEN = new Script("wire/checks", "feature/results/open-reader");
  private static final Script NEXT = new Script("wire/checks", "feature/results/next-ends");

  private static final int FIRST_STEP = 16;

  /** What a reader needs for this, beside what any follower needs. */
  public static final List<Needs> NEEDS =
      List.of(
          OPEN.needs(),
          NEXT.needs(),
          Needs.of("ends", "XGROUP|DESTROY"),
          Needs.of("missed", "HDEL", "HINCRBY"));

  /** The group that keeps the position of a reader. */
  public static String group(String reader) {
    return Keys.READER + reader;
  }

  /**
   * Creates the position of a reader where it is missing.
   *
   * @param newest whether it begins with what comes, and not with the oldest that is there
   */
  public CompletableFuture<?> open(String reader, boolean newest) {
    Call args = Call.args().addKey(keys.ends()).add(group(reader));
    return OPEN.run(link.shared(), args.add(newest ? "NEWEST" : "OLDEST"));
  }

  /**
   * What a reader was given.
   *
   * @param missed how many ends were trimmed before it came to them, since it asked last
   * @param behind the id behind which it is
   * @param ends what follows
   */
  public record Given(long missed, String behind, List<Entry> ends) {}

  /** Gives up to so many ends that follow to a consumer of the reader. */
  public CompletableFuture<Given> next(String reader, String consumer, int most) {
    Call args = Call.args().addKey(keys.ends()).addKey(keys.missed());
    args.add(group(reader)).add(consumer).add(reader).add(most);
    return NEXT.run(link.shared(), args)
        .thenApply(
            reply -> new Given(Resp.first(reply), Resp.text(reply.get(1)), entries(reply.get(2))));
  }

  /** Counts ends that a reader was given and that cannot be shown to it any more. */
  public CompletableFuture<Long> addMissed(String reader, long ends) {
    Call args = Call.args().addKey(Call.bytes(keys.missed())).add(Call.bytes(reader)).add(ends);
    return link.shared().send(Command.HINCRBY, Reply.INTEGER, args);
  }

  /**
   * A part of the log.
   *
   * @param gone how many ends there ever were before the oldest that is there
   * @param added how many there ever were
   * @param ends the part
   * @param more whether others may follow
   */
  public record Part(long gone, long added, List<Entry> ends, boolean more) {}

  /**
   * Up to so many ends from this id on, 2 at the least, and of about so many bytes. Asks with no
   * script, so a user that may only read can ask.
   */
  public CompletableFuture<Part> part(String from, int most, long bytes) {
    CompletableFuture<List<Object>> info = ask(link.shared(), "STREAM");
    List<Entry> ends = new ArrayList<>();
    return read(ends, from, Math.min(FIRST_STEP, most), most, bytes)
        .thenCombine(info, (more, log) -> part(log, ends, more));
  }

  /** Reads on in steps, since ends differ in size; answers with whether others may follow. */
  private CompletableFuture<Boolean> read(
      List<Entry> ends, String from, int step, int most, long bytes) {
    Call range = Call.args().addKey(keys.ends()).add(from).add("+").add("COUNT").add(step);
    return link.shared()
        .list(Command.XRANGE, range)
        .thenCompose(
            found -> {
              ends.addAll(entries(found));
              long read = ends.stream().mapToLong(end -> end.payload().length).sum();
              long fitting = (bytes - read) * ends.size() / Math.max(1, read);
              int next = (int) Math.min(Math.min(fitting, 4L * step), most - ends.size());
              if (found.size() < step || next < 1) {
                return CompletableFuture.completedFuture(found.size() == step);
              }
              String behind = "(" + ends.get(ends.size() - 1).id();
              return read(ends, behind, next, most, bytes);
            });
  }

  private static Part part(List<Object> info, List<Entry> ends, boolean more) {
    Map<String, Object> log = Resp.named(info);
    long added = log.isEmpty() ? 0 : Resp.number(log.get("entries-added"));
    long there = log.isEmpty() ? 0 : Resp.number(log.get("length"));
    return new Part(added - there, added, ends, more);
  }

  /**
   * Where a reader is.
   *
   * @param unread how many ends it has not acknowledged of those that are there
   * @param oldestUnread the id of the first one that it was not given; empty where there is none
   * @param out how many it was not given and never will be, and has not heard of yet
   * @param missed how many others there were since ever, of which it was told
   */
  public record Position(
      String reader, long unread, Optional<String> oldestUnread, long out, long missed) {}

  /** The readers of this log by name. Asks with no script. */
  public CompletableFuture<List<Position>> positions() {
    Wire wire = link.shared();
    CompletableFuture<List<Object>> groups = ask(wire, "GROUPS");
    CompletableFuture<List<Object>> log = ask(wire, "STREAM");
    return wire.list(Command.HGETALL, Call.args().addKey(keys.missed()))
        .thenCompose(
            missed ->
                groups.thenCombine(log, (all, info) -> readers(all, info, Resp.named(missed))))
        .thenCompose(this::withOldest);
  }

  private CompletableFuture<List<Object>> ask(Wire wire, String what) {
    return wire.list(Command.XINFO, Call.args().add(what).addKey(keys.ends()))
        .exceptionally(InboxQueries::absent);
  }

  /** A reader whose oldest unread end is not known yet. */
  private record Reader(String name, long unread, long out, long missed, String behind) {
    Position with(Optional<String> oldestUnread) {
      return new Position(name, unread, oldestUnread, out, missed);
    }
  }

  private static List<Reader> readers(
      List<Object> groups, List<Object> info, Map<String, Object> missed) {
    Map<String, Object> log = Resp.named(info);
    return groups.stream()
        .map(Resp::named)
        .filter(group -> Resp.text(group.get("name")).startsWith(Keys.READER) && !log.isEmpty())
        .map(group -> reader(group, log, missed))
        .sorted(Comparator.comparing(Reader::name))
        .toList();
  }

  private static Reader reader(
      Map<String, Object> group, Map<String, Object> log, Map<String, Object> missed) {
    String name = Resp.text(group.get("name")).substring(Keys.READER.length());
    long added = Resp.number(log.get("entries-added"));
    long gone = added - Resp.number(log.get("length"));
    Object read = group.get("entries-read");
    long given = read == null ? gone : Resp.number(read); // else it has lost nothing for sure
    long waiting = Math.max(0, added - Math.max(given, gone));
    return new Reader(
        name,
        waiting + Resp.number(group.get("pending")),
        Math.max(0, gone - given),
        missed.containsKey(name) ? Resp.number(missed.get(name)) : 0,
        Resp.text(group.get("last-delivered-id")));
  }

  private CompletableFuture<List<Position>> withOldest(List<Reader> readers) {
    List<CompletableFuture<Position>> all = readers.stream().map(this::withOldest).toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
  }

  private CompletableFuture<Position> withOldest(Reader reader) {
    Call args = Call.args().addKey(keys.ends()).add("(" + reader.behind()).add("+");
    return link.shared()
        .list(Command.XRANGE, args.add("COUNT").add(1))
        .thenApply(found -> reader.with(entries(found).stream().findFirst().map(Entry::id)));
  }

  /** Forgets what a reader has missed. */
  public CompletableFuture<Long> forgetMissed(String reader) {
    Call args = Call.args().addKey(keys.missed()).add(reader);
    return link.shared().send(Command.HDEL, Reply.INTEGER, args);
  }

  private static List<Entry> entries(@Nullable Object reply) {
    return Resp.list(reply).stream()
        .map(Resp::list)
        .map(entry -> Entry.of(entry.get(0), entry.get(1), 1))
        .toList();
  }
}
