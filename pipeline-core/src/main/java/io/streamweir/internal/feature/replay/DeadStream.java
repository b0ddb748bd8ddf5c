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

/**
 * The dead letters of one stage and partition. Thread-safe; every method throws {@link
 * RedisCallException} where Redis cannot be asked.
 */
public final class DeadStream {
  private static final Script REPLAY = new Script("wire/checks", "feature/replay/replay-dead");

  /** What its caller needs for this. */
  public static final List<Needs> NEEDS = List.of(REPLAY.needs(), Needs.of("dead", "XDEL"));

  private final RedisLink link;
  private final String dead;
  private final String inbox;

  /** The dead letters of this stage. */
  public DeadStream(RedisLink link, Keys keys, String stage) {
    this.link = link;
    this.dead = keys.dead(stage);
    this.inbox = keys.inbox(stage);
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
   */
  public record Letter(
      String id,
      String reason,
      String error,
      int attempts,
      String entryId,
      Entry entry,
      Map<String, byte[]> fields) {}

  /**
   * Up to {@code count} letters with ids above this one, oldest first; {@code 0-0} for the first.
   */
  public List<Letter> after(String id, int count) {
    return letters(new InboxQueries(link).range(dead, "(" + id, "+", count));
  }

  /** The letters of these ids that are there. */
  public List<Letter> find(String id) {
    return letters(new InboxQueries(link).range(dead, id, id, 1));
  }

  /** How many there are. */
  public long size() {
    return new InboxQueries(link).length(dead);
  }

  /**
   * Puts these letters back into the inbox with fresh attempts, each in one step; answers with how
   * many were there.
   */
  public long replay(List<String> ids) {
    Call args = Call.args().addKey(dead).addKey(inbox);
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
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      String name = Resp.text(flat.get(i));
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
        fields);
  }

  private static String text(Map<String, Object> named, String name) {
    return named.containsKey(name) ? Resp.text(named.get(name)) : "";
  }
}
