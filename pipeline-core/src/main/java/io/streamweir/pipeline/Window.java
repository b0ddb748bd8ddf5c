package io.streamweir.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Gathers what {@link WindowUpdate}s say of events into one summary per key and time span: tumbling
 * windows over the events' own time. The watermark is the newest event time before which all
 * entries have been settled. When it has passed a window's end by the allowed lateness, the window
 * closes. If no event comes for a while, it closes, too. Its {@link WindowSummary} then goes to a
 * stage, exactly once. Updates of closed windows are late: they are counted and have no other
 * effect. Windows belong to the partition of the jobs that update them. Immutable; see
 * docs/guide.md.
 *
 * @param name 1 to 64 lower-case letters, digits and inner hyphens, unique within the pipeline
 * @param size how much event time a window spans, 100 ms to 366 days; windows begin at its
 *     multiples since 1970 in UTC
 * @param closesTo the stage that takes the summaries
 * @param allowedLateness how far behind the newest event others may be, up to 366 days; default 0
 * @param idleAfter after how much time without an update, and with nothing waiting before the
 *     stages that could make one, all windows close; at least 100 ms, by the server's clock;
 *     default 1 min, or the size where that is more
 * @param maxAhead how far ahead of the server's clock a window may begin, up to 366 days: updates
 *     of later ones are counted, and otherwise without effect; default 1 min
 * @param maxHold for how long one entry that is not settled holds the watermark back, up to 366
 *     days; default 5 min
 */
public record Window(
    String name,
    Duration size,
    String closesTo,
    Duration allowedLateness,
    Duration idleAfter,
    Duration maxAhead,
    Duration maxHold) {
  private static final Duration LEAST = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofDays(366);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final DateTimeFormatter START =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter START_MILLIS =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Checks the names and the ranges. */
  public Window {
    Names.check("window", name);
    Objects.requireNonNull(closesTo, "closesTo");
    check(name, "size", size, LEAST);
    check(name, "allowedLateness", allowedLateness, Duration.ZERO);
    check(name, "idleAfter", idleAfter, LEAST);
    check(name, "maxAhead", maxAhead, Duration.ZERO);
    check(name, "maxHold", maxHold, Duration.ZERO);
  }

  /**
   * Windows that follow one another without a gap or an overlap.
   *
   * @param closesTo the stage that takes the summaries
   */
  public static Window tumbling(String name, Duration size, String closesTo) {
    Duration idleAfter = size.compareTo(MINUTE) > 0 ? size : MINUTE;
    Duration maxHold = Duration.ofMinutes(5);
    return new Window(name, size, closesTo, Duration.ZERO, idleAfter, MINUTE, maxHold);
  }

  /** The components that change by name, while they may. */
  private final class Draft {
    Duration allowedLateness = allowedLateness();
    Duration idleAfter = idleAfter();
    Duration maxAhead = maxAhead();
    Duration maxHold = maxHold();
  }

  private Window with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new Window(
        name,
        size,
        closesTo,
        draft.allowedLateness,
        draft.idleAfter,
        draft.maxAhead,
        draft.maxHold);
  }

  /** The same that stay open for events so far behind the newest one. */
  public Window withAllowedLateness(Duration allowedLateness) {
    return with(draft -> draft.allowedLateness = allowedLateness);
  }

  /** The same that close after so long without an event. */
  public Window withIdleAfter(Duration idleAfter) {
    return with(draft -> draft.idleAfter = idleAfter);
  }

  /** The same that may begin so far ahead of the server's clock. */
  public Window withMaxAhead(Duration maxAhead) {
    return with(draft -> draft.maxAhead = maxAhead);
  }

  /** The same whose watermark waits for no entry for longer than this. */
  public Window withMaxHold(Duration maxHold) {
    return with(draft -> draft.maxHold = maxHold);
  }

  /** When the window that an event falls into begins, in ms since 1970. */
  public long startOf(long eventTimeMillis) {
    return eventTimeMillis - Math.floorMod(eventTimeMillis, size.toMillis());
  }

  /**
   * The id of the job that a summary is, as {@code traffic.20150517T100500Z.eu-west}: the name, the
   * window's start in UTC, and the key. If the key is longer than 32 characters or has others than
   * letters, digits, underscores and hyphens, a colon and a hash of it stand instead. In another
   * partition than the first its number follows the time, as {@code _3}.
   */
  public static String jobId(String name, long startMillis, String key, int partition) {
    Instant start = Instant.ofEpochMilli(startMillis);
    String time = (startMillis % 1000 == 0 ? START : START_MILLIS).format(start);
    String where = partition == 0 ? "" : "_" + partition;
    return name + "." + time + where + (key.isEmpty() ? "" : WindowKeys.inJobId(key));
  }

  private static void check(String name, String what, Duration value, Duration least) {
    Argument.check(
        value.compareTo(least) >= 0 && value.compareTo(MOST) <= 0,
        "window '" + name + "': " + what + " must be " + least + " to " + MOST + ": " + value);
  }
}
