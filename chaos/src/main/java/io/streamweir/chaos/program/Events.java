package io.streamweir.chaos.program;

import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.pipeline.WindowUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The events that the jobs stand for, and the window that gathers them: time goes on by a
 * millisecond from job to job, whatever the clocks say.
 */
public final class Events {
  /** The measure that counts pieces. */
  public static final String PIECES = "pieces";

  /** The measures of the values of pieces: their sum, the least and the greatest one. */
  public static final String VALUES = "values";

  /** The measure of how many different jobs the pieces are of. */
  public static final String JOBS = "jobs";

  /** How far behind the newest event others may be, which is so many jobs. */
  public static final Duration LATENESS = Duration.ofSeconds(3);

  /** After how long without an event everything closes, where each piece is counted. */
  public static final Duration IDLE = Duration.ofSeconds(3);

  private static final String NAME = "passed";
  private static final Duration SIZE = Duration.ofMillis(500);
  private static final Duration LONG_IDLE = Duration.ofSeconds(6); // longer than any short fault
  private static final long FIRST = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();
  private static final int KEYS = 3;

  private Events() {}

  /** The window that gathers what passes the third stage. */
  public static Window window(boolean counted) {
    return Window.tumbling(NAME, SIZE, "tell")
        .withAllowedLateness(LATENESS)
        .withIdleAfter(counted ? IDLE : LONG_IDLE);
  }

  static WindowUpdate update(long number, long value) {
    return WindowUpdate.of(NAME, key(number), time(number))
        .count(PIECES)
        .sum(VALUES, value)
        .min(VALUES, value)
        .max(VALUES, value)
        .distinct(JOBS, Long.toString(number));
  }

  /** What a summary says, to be added to counters of its own. */
  static Map<String, Long> told(WindowSummary summary) {
    return Map.of(
        "times",
        1L,
        "updates",
        summary.getUpdates(),
        PIECES,
        summary.getCounts().getOrDefault(PIECES, 0L),
        VALUES,
        summary.getSums().getOrDefault(VALUES, 0L),
        "least",
        summary.getMinima().getOrDefault(VALUES, 0L),
        "greatest",
        summary.getMaxima().getOrDefault(VALUES, 0L),
        JOBS,
        summary.getDistinct().getOrDefault(JOBS, 0L));
  }

  /** The id of the summary that a job's pieces belong to. */
  public static String summaryOf(long number, int partition) {
    return Window.jobId(NAME, window(true).startOf(time(number)), key(number), partition);
  }

  private static String key(long number) {
    return "key-" + number % KEYS;
  }

  private static long time(long number) {
    return FIRST + number;
  }
}
