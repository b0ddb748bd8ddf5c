package io.streamweir.stages.accesslog;

import io.streamweir.pipeline.Count;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The counter of one minute in UTC. Lines of one minute come together, so a stage keeps the last
 * one and asks it for the next. Immutable.
 */
record MinuteCount(long minute, Count count) {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm'Z'", Locale.ROOT);

  static final MinuteCount FIRST = of(0);

  /**
   * The counter of a time in milliseconds since 1970-01-01T00:00Z: this one where it is the same
   * minute.
   */
  MinuteCount at(long time) {
    long other = Math.floorDiv(time, 60_000L);
    return other == minute ? this : of(other);
  }

  private static MinuteCount of(long minute) {
    return new MinuteCount(minute, Count.one(Counters.MINUTES, format(minute)));
  }

  /** As {@code 2015-05-17T10:05Z}. */
  static String format(long minute) {
    return LocalDateTime.ofEpochSecond(minute * 60, 0, ZoneOffset.UTC).format(FORMAT);
  }
}
