package io.streamweir.inspect;

import io.streamweir.inspect.DeadLetters.Letter;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.replay.DeadStream;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dead letters of one stage that a filter matches, looked at and changed in bounded steps. Each
 * call looks at some hundreds of letters. It answers with the cursor behind the last one, with
 * which the next call goes on, at any time and in any process. A walk ends with the letters that
 * were there when it came to their partition, so that none is replayed twice that dies once more.
 * Thread-safe; every method throws {@link io.streamweir.redis.RedisCallException} where Redis
 * cannot be asked, and {@link IllegalArgumentException} where a cursor is none of this stage.
 */
public final class MatchingLetters {
  /** The cursor with which a walk begins. */
  public static final String BEGIN = "";

  private static final int MOST_LOOKS = 1_000;
  private static final Pattern CURSOR =
      Pattern.compile("([^:@]+):(\\d{1,20}-\\d{1,20})@(\\d{1,20}-\\d{1,20})?");

  private final RedisLink link;
  private final DeadLetters letters;
  private final LetterFilter filter;
  private final StepSize atOnce = new StepSize();

  MatchingLetters(RedisLink link, DeadLetters letters, LetterFilter filter) {
    this.link = link;
    this.letters = letters;
    this.filter = filter;
  }

  /**
   * Some letters.
   *
   * @param letters those that match, oldest first, all of one partition and priority
   * @param looked how many this call has looked at
   * @param next where to go on; empty where all were looked at
   */
  public record Page(List<Letter> letters, long looked, Optional<String> next) {}

  /**
   * What became of some letters.
   *
   * @param looked how many this call has looked at
   * @param changed how many it has replayed or dropped
   * @param unfit how many match and were left alone, since the other stage cannot take them
   * @param full whether nothing was done since the inbox has no room: call again later
   * @param next where to go on; empty where all were looked at
   */
  public record Change(
      long looked, long changed, long unfit, boolean full, Optional<String> next) {}

  /** Does something to letters of one dead stream; answers with how many were there. */
  interface Action {
    long apply(DeadStream dead, List<String> ids);
  }

  /**
   * Complains of a text that is no cursor of this stage.
   *
   * @throws IllegalArgumentException where it is none
   */
  public void check(String cursor) {
    parse(cursor);
  }

  /**
   * Letters that match, behind a cursor.
   *
   * @param limit the most letters to answer with; there may be fewer, and none, before the end
   */
  public Page page(String cursor, int limit) {
    Look look = look(parse(cursor), limit);
    return new Page(look.found(), look.looked(), look.next());
  }

  /** Forgets up to {@code limit} letters that match, behind a cursor. */
  public Change drop(String cursor, int limit) {
    return change(cursor, limit, letter -> true, DeadStream::drop);
  }

  /**
   * Puts up to {@code limit} letters that match, behind a cursor, back into their inbox with fresh
   * attempts; never more than it has room for.
   */
  public Change replay(String cursor, int limit) {
    return replay(cursor, limit, letters.stage());
  }

  /**
   * The same into the inbox of another stage, as far as it can take the letters.
   *
   * @throws IllegalArgumentException where the pipeline has no such stage, or it takes no letters
   *     of others
   */
  public Change replay(String cursor, int limit, String to) {
    ReplayTarget target = letters.target(to);
    Position at = parse(cursor);
    String inbox = at.keys().inbox(to);
    long room = target.maxBacklog() - link.await(new InboxQueries(link).backlog(inbox));
    return room <= 0
        ? new Change(0, 0, 0, true, Optional.of(at.text()))
        : change(
            at, (int) Math.min(limit, room), target::takes, (dead, ids) -> dead.replay(ids, to));
  }

  Change change(String cursor, int limit, Predicate<Letter> fits, Action action) {
    return change(parse(cursor), limit, fits, action);
  }

  private Change change(Position from, int limit, Predicate<Letter> fits, Action action) {
    Look look = look(from, Math.min(limit, StepSize.MOST));
    List<String> ids =
        look.found().stream().filter(fits).map(letter -> DeadLetters.entryId(letter.id())).toList();
    long changed = ids.isEmpty() ? 0 : action.apply(letters.dead(from.keys()), ids);
    return new Change(look.looked(), changed, look.found().size() - ids.size(), false, look.next());
  }

  private record Look(List<Letter> found, long looked, Optional<String> next) {}

  /** Looks at letters of one level, until some limit is reached. */
  private Look look(Position from, int limit) {
    DeadStream dead = letters.dead(from.keys());
    List<Letter> found = new ArrayList<>();
    Position at = from;
    long looked = 0;
    long bytes = 0;
    while (looked < MOST_LOOKS && !StepSize.isEnough(bytes)) {
      int asked = atOnce.get();
      List<DeadStream.Letter> chunk = dead.between(at.first(filter), at.end(filter), asked);
      long before = bytes;
      for (DeadStream.Letter each : chunk) {
        bytes += each.bytes();
        looked++;
        at = at.behind(each.id());
        Letter letter = DeadLetters.letter(at.keys(), each);
        if (filter.matches(letter, letters.payloads())) {
          found.add(letter);
        }
        if (found.size() >= limit) {
          return new Look(found, looked, Optional.of(at.text()));
        }
      }
      atOnce.heard(chunk.size(), bytes - before);
      if (chunk.size() < asked) {
        return new Look(found, looked, at.nextLevel().map(Position::text));
      }
    }
    return new Look(found, looked, Optional.of(at.text()));
  }

  private Position parse(String cursor) {
    if (cursor.isEmpty()) {
      return begin(0);
    }
    Matcher parts = CURSOR.matcher(cursor);
    for (int level = 0; parts.matches() && level < letters.levels().size(); level++) {
      if (letters.levels().get(level).place().equals(parts.group(1))) {
        return parts.group(3) == null
            ? begin(level)
            : new Position(level, parts.group(2), parts.group(3));
      }
    }
    throw new IllegalArgumentException(
        "cursor '" + cursor + "' is none of dead letters at stage " + letters.stage());
  }

  private Position begin(int level) {
    return new Position(level, "0-0", letters.dead(letters.levels().get(level)).lastId());
  }

  /** How far a walk has come. */
  private final class Position {
    private final int level;
    private final String after; // the last letter that was looked at
    private final String last; // with which the walk ends at this level

    Position(int level, String after, String last) {
      this.level = level;
      this.after = after;
      this.last = last;
    }

    Keys keys() {
      return letters.levels().get(level);
    }

    Position behind(String id) {
      return new Position(level, id, last);
    }

    Optional<Position> nextLevel() {
      return level + 1 < letters.levels().size()
          ? Optional.of(new Position(level + 1, "0-0", ""))
          : Optional.empty();
    }

    String first(LetterFilter filter) {
      long since = filter.since().toEpochMilli();
      return InboxQueries.millis(after) < since ? Long.toString(since) : "(" + after;
    }

    String end(LetterFilter filter) {
      long until = filter.until().toEpochMilli();
      return InboxQueries.millis(last) <= until ? last : Long.toString(until);
    }

    String text() {
      return keys().place() + ":" + after + "@" + last;
    }
  }
}
