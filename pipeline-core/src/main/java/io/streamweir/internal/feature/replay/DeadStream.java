package io.streamweir.internal.feature.replay;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The dead letters of one stage and partition. Thread-safe; every method throws {@link
 * RedisCallException} where Redis cannot be asked.
 */
public final class DeadStream {
  private static final Script REPLAY = new Script("wire/checks", "feature/replay/replay-dead");

  /** What its caller needs for this. */
  public static final List<Needs> NEEDS = List.of(REPLAY.needs(), Needs.of("dead", "XDEL"));

  /** How many letters of a stage, at one place, are kept that were given other payloads. */
  private static final int KEPT = 1_000;

  private static final byte[] NOTHING = {};

  private final RedisLink link;
  private final Keys keys;
  private final String stage;
  private final String dead;

  /** The dead letters of this stage. */
  public DeadStream(RedisLink link, Keys keys, String stage) {
    this(link, keys, stage, keys.dead(stage));
  }

  private DeadStream(RedisLink link, Keys keys, String stage, String dead) {
    this.link = link;
    this.keys = keys;
    this.stage = stage;
    this.dead = dead;
  }

  /** Those that were replayed with another payload, as they were; only to be read. */
  public DeadStream replaced() {
    return new DeadStream(link, keys, stage, keys.replaced(stage));
  }

  /**
   * One dead letter.
   *
   * @param id its id in the dead stream; the ms since 1970 of its death, and a number
   * @param reason which kind of failure, one word
   * @param error what happened, for people
   * @param attempts how many attempts failed
   * @param entryId its id in the inbox
   * @param entry the entry as it was, as far as its fields can be read
   * @param fields all fields of the entry as they were
   * @param bytes about how many it takes
   */
  public record Letter(
      String id,
      String reason,
      String error,
      int attempts,
      String entryId,
      Entry entry,
      Map<String, byte[]> fields,
      long bytes) {}

  /**
   * Up to {@code count} letters with ids above this one, oldest first; {@code 0-0} for the first.
   */
  public List<Letter> after(String id, int count) {
    return link.await(behind(id, count));
  }

  /** The same without waiting for them. */
  public CompletableFuture<List<Letter>> behind(String id, int count) {
    return new InboxQueries(link).range(dead, "(" + id, "+", count).thenApply(DeadStream::letters);
  }

  /** Up to {@code count} letters with ids below this one, newest first; an empty one is the end. */
  public List<Letter> before(String id, int count) {
    String from = id.isEmpty() ? "+" : "(" + id;
    return letters(link.await(new InboxQueries(link).rangeBack(dead, from, "-", count)));
  }

  /** Up to {@code count} letters from one id to another, as XRANGE has them, oldest first. */
  public List<Letter> between(String from, String to, int count) {
    return letters(link.await(new InboxQueries(link).range(dead, from, to, count)));
  }

  /** The highest id that a letter ever had; {@code 0-0} where there was none. */
  public String lastId() {
    return link.await(new InboxQueries(link).lastId(dead));
  }

  /** The letters of these ids that are there. */
  public List<Letter> find(String id) {
    return letters(link.await(new InboxQueries(link).range(dead, id, id, 1)));
  }

  /** How many there are. */
  public long size() {
    return link.await(new InboxQueries(link).length(dead));
  }

  /**
   * Puts these letters back into the inbox with fresh attempts, each in one step; answers with how
   * many were there.
   */
  public long replay(List<String> ids) {
    return replay(ids, stage);
  }

  /** The same into the inbox of another stage. */
  public long replay(List<String> ids, String to) {
    return replay(ids, to, 0, NOTHING);
  }

  /** The same of one letter with another payload; keeps a copy of the letter as it was. */
  public boolean replay(String id, String to, byte[] payload) {
    return replay(List.of(id), to, KEPT, payload) == 1;
  }

  private long replay(List<String> ids, String to, int kept, byte[] payload) {
    Call args = Call.args().addKey(dead).addKey(keys.inbox(to)).addKey(keys.replaced(stage));
    args.add(kept).add(payload);
    ids.forEach(args::add);
    return Resp.first(link.await(REPLAY.run(link.shared(), args)));
  }

  /** Forgets these letters; answers with how many were there. */
  public long drop(List<String> ids) {
    var args = Call.args().addKey(dead);
    ids.forEach(args::add);
    return link.await(link.shared().send(Command.XDEL, Reply.INTEGER, args));
  }

  private static List<Letter> letters(List<Object> range) {
    List<Letter> letters = new ArrayList<>();
    for (Object item : range) {
      List<?> entry = Resp.list(item);
      letters.add(letter(Resp.text(entry.get(0)), Resp.list(entry.get(1))));
    }
    return letters;
  }

  private static Letter letter(String id, List<?> flat) {
    Map<String, Object> about = Resp.named(flat);
    Map<String, byte[]> fields = new LinkedHashMap<>();
    List<Object> original = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      String name = Resp.text(flat.get(i));
      bytes += flat.get(i + 1) instanceof byte[] each ? each.length : 0;
      if (name.startsWith("f:") && flat.get(i + 1) instanceof byte[] value) {
        fields.put(name.substring(2), value);
        original.add(Call.bytes(name.substring(2)));
        original.add(value);
      }
    }
    String entryId = text(about, "entry");
    String attempts = text(about, "attempts");
    return new Letter(
        id,
        text(about, "reason"),
        text(about, "error"),
        attempts.matches("\\d{1,9}") ? Integer.parseInt(attempts) : 0,
        entryId,
        Entry.of(Call.bytes(entryId), original, 0),
        fields,
        bytes);
  }

  private static String text(Map<String, Object> named, String name) {
    return named.containsKey(name) ? Resp.text(named.get(name)) : "";
  }
}
