package io.streamweir.inspect;

import io.streamweir.inspect.DeadLetters.Letter;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dead letters by cause: stage, reason and class of the exception. Holds a bounded number of
 * groups, for any letters. For one thread.
 */
public final class LetterGroups {
  /** The most groups; letters of further causes are counted together. */
  public static final int MOST = 1_000;

  private static final int MOST_ERROR_CHARS = 300;
  private static final int MOST_REASON_CHARS = 64;
  private static final Pattern EXCEPTION =
      Pattern.compile("((?:\\w{1,64}\\.){1,20}[A-Z][\\w$]{0,127})(?=:|\\s|;|$)");

  private final Map<Cause, Group> groups = new LinkedHashMap<>();
  private long others;

  private record Cause(String stage, String reason, String exception) {}

  /**
   * Letters of one cause.
   *
   * @param stage where they died
   * @param reason which kind of failure
   * @param exception the class of what was thrown, as the error's first line begins with it; empty
   *     where nothing was thrown
   * @param count how many there are
   * @param first when the first of them died, by the server's clock
   * @param last when the last of them died
   * @param exampleId the last one's id
   * @param exampleError the first line of its error, at most 300 characters
   */
  public record Group(
      String stage,
      String reason,
      String exception,
      long count,
      Instant first,
      Instant last,
      String exampleId,
      String exampleError) {
    private static Group of(Cause cause, Letter letter) {
      Instant at = letter.diedAt();
      return new Group(
          cause.stage(),
          cause.reason(),
          cause.exception(),
          1,
          at,
          at,
          letter.id(),
          cut(letter.error().lines().findFirst().orElse(""), MOST_ERROR_CHARS));
    }

    private Group and(Group one) {
      Group newer = one.last.isBefore(last) ? this : one;
      return new Group(
          stage,
          reason,
          exception,
          count + one.count,
          one.first.isBefore(first) ? one.first : first,
          newer.last,
          newer.exampleId,
          newer.exampleError);
    }
  }

  /** Counts a letter of a stage. */
  public void add(String stage, Letter letter) {
    Cause cause =
        new Cause(stage, cut(letter.reason(), MOST_REASON_CHARS), exception(letter.error()));
    if (groups.containsKey(cause) || groups.size() < MOST) {
      groups.merge(cause, Group.of(cause, letter), Group::and);
    } else {
      others++;
    }
  }

  /** The groups, the largest first. */
  public List<Group> groups() {
    return groups.values().stream()
        .sorted(Comparator.comparingLong(Group::count).reversed())
        .toList();
  }

  /** How many letters belong to no group, since there are too many causes. */
  public long others() {
    return others;
  }

  static String exception(String error) {
    Matcher name = EXCEPTION.matcher(error);
    return name.lookingAt() ? name.group(1) : "";
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
