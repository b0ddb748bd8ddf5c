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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The log of one partition. Thread-safe; methods fail with a {@link RedisCallException}. */
public final class EndLog {
  private static final Script OPEN = new Script("wire/checks", "feature/results/open-reader");
  private static final Script NEXT = new Script("wire/checks", "feature/results/next-ends");

  /** What a reader needs for this, beside what any follower needs. */
  public static final List<Needs> NEEDS =
      List.of(
          OPEN.needs(),
          NEXT.needs(),
          Needs.of("ends", "XGROUP|DESTROY"),
          Needs.of("missed", "HDEL", "HINCRBY"));

  private final RedisLink link;
  private final Keys keys;

  /** For the log of these keys. */
  public EndLog(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** The keys of its partition. */
  public Keys keys() {
    return keys;
  }

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

  /** Counts ends that a reader was given and that nobody can show it any more. */
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
   */
  public record Part(long gone, long added, List<Entry> ends) {}

  /** Up to so many ends from this id on. Asks with no script: a user who may only read may. */
  public CompletableFuture<Part> part(String from, int most) {
    Wire wire = link.shared();
    Call range = Call.args().addKey(keys.ends()).add(from).add("+").add("COUNT").add(most);
    return wire.list(Command.XINFO, Call.args().add("STREAM").addKey(keys.ends()))
        .exceptionally(InboxQueries::absent)
        .thenCombine(wire.list(Command.XRANGE, range), EndLog::part);
  }

  private static Part part(List<Object> info, List<Object> ends) {
    Map<String, Object> log = Resp.named(info);
    long added = log.isEmpty() ? 0 : Resp.number(log.get("entries-added"));
    long there = log.isEmpty() ? 0 : Resp.number(log.get("length"));
    return new Part(added - there, added, entries(ends));
  }

  private static List<Entry> entries(@Nullable Object reply) {
    return Resp.list(reply).stream()
        .map(Resp::list)
        .map(entry -> Entry.of(entry.get(0), entry.get(1), 1))
        .toList();
  }
}
