package io.streamweir.pipeline;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What becomes of fires that are more than {@link #AFTER} late, since no worker ran, the inbox was
 * full or the schedule was paused. Later than that they count as missed. Up to then each one is
 * submitted, under every rule.
 *
 * @param most how many of the missed fires are submitted, the latest ones: 0 to 1,000
 */
public record MissedFires(int most) {
  /** How late a fire may be before it counts as missed. */
  public static final Duration AFTER = Duration.ofMinutes(1);

  private static final int LIMIT = 1_000;
  private static final Pattern ALL = Pattern.compile("all:(\\d{1,4})");

  /** Checks the range. */
  public MissedFires {
    Argument.check(most >= 0 && most <= LIMIT, "missed fires to submit must be 0 to 1000: " + most);
  }

  /** None is submitted. */
  public static MissedFires skip() {
    return new MissedFires(0);
  }

  /** The latest one is submitted. */
  public static MissedFires once() {
    return new MissedFires(1);
  }

  /** The latest {@code bound} are submitted, oldest first. */
  public static MissedFires all(int bound) {
    return new MissedFires(bound);
  }

  /**
   * Reads {@code skip}, {@code once} or {@code all:N}.
   *
   * @throws IllegalArgumentException where it is something else
   */
  public static MissedFires parse(String text) {
    Matcher all = ALL.matcher(text);
    if (all.matches()) {
      return all(Integer.parseInt(all.group(1)));
    }
    return switch (text) {
      case "skip" -> skip();
      case "once" -> once();
      default ->
          throw new IllegalArgumentException(
              "missed fires '" + text + "': say skip, once or all:N with N up to 1000");
    };
  }

  @Override
  public String toString() {
    return most == 0 ? "skip" : most == 1 ? "once" : "all:" + most;
  }
}
