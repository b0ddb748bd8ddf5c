package io.streamweir.internal.housekeeping;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a lane says of itself in its worker's {@link WorkerWord}. Its text is one word: the oldest
 * entry's ms, then what else there is to say as {@code ;name=value}. Readers pass over names that
 * they do not know. Immutable.
 *
 * @param oldestMillis for how long it has had its oldest entry, in ms; 0 where it has none
 * @param ended how many attempts ended within about the last minute
 * @param failed how many of these failed
 * @param failingMillis since when there is no minute without a failure, in ms; 0 where none failed
 * @param cause of the last failure: a class, or {@code none} where nothing was thrown; empty where
 *     none failed
 * @param ranThrough how many of those that ended were of entries that ran through
 * @param everRanThrough how many entries have run through since the worker began
 */
public record LaneWord(
    long oldestMillis,
    long ended,
    long failed,
    long failingMillis,
    String cause,
    long ranThrough,
    long everRanThrough) {
  /** A lane that has nothing to tell. */
  public static final LaneWord NOTHING = new LaneWord(0, 0, 0, 0, "", 0, 0);

  private static final int MOST_CAUSE_CHARS = 200;
  private static final Pattern TEXT = Pattern.compile("(\\d{1,15})((?:;[a-z]+=[^;|\\s]*)*)");
  private static final Pattern PART = Pattern.compile(";([a-z]+)=([^;|\\s]*)");

  /** Keeps what fits into one word. */
  public LaneWord {
    String word = cause.replaceAll("[;|\\s]", "_");
    cause = word.substring(0, Math.min(word.length(), MOST_CAUSE_CHARS));
  }

  /** As it is written. */
  String text() {
    StringBuilder text = new StringBuilder().append(oldestMillis);
    if (ended > 0) {
      text.append(";ended=").append(ended);
    }
    if (failed > 0) {
      text.append(";failed=").append(failed);
      text.append(";failing=").append(failingMillis).append(";cause=").append(cause);
    }
    if (ranThrough > 0) {
      text.append(";through=").append(ranThrough);
    }
    if (everRanThrough > 0) {
      text.append(";everthrough=").append(everRanThrough);
    }
    return text.toString();
  }

  /** Reads what was written; absent where it is no such word. */
  static Optional<LaneWord> read(String text) {
    Matcher whole = TEXT.matcher(text);
    if (!whole.matches()) {
      return Optional.empty();
    }
    long ended = 0;
    long failed = 0;
    long failing = 0;
    String cause = "";
    long through = 0;
    long ever = 0;
    Matcher part = PART.matcher(whole.group(2));
    while (part.find()) {
      String value = part.group(2);
      switch (part.group(1)) {
        case "ended" -> ended = number(value);
        case "failed" -> failed = number(value);
        case "failing" -> failing = number(value);
        case "cause" -> cause = value;
        case "through" -> through = number(value);
        case "everthrough" -> ever = number(value);
        default -> {} // of a newer version
      }
    }
    long oldest = Long.parseLong(whole.group(1));
    return Optional.of(new LaneWord(oldest, ended, failed, failing, cause, through, ever));
  }

  static long number(String digits) {
    return digits.matches("\\d{1,15}") ? Long.parseLong(digits) : 0;
  }
}
