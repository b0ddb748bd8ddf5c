package io.streamweir.stages.accesslog;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Some rejected lines, for a report. Immutable; {@link #NONE} and {@link #with} make others.
 *
 * @param count how many there are
 * @param example the first one; empty where there is none
 * @param reason why that was rejected
 * @param formats how many are in each format that workers could read
 */
public record RejectedLines(
    long count, String example, String reason, Map<LogFormat, Long> formats) {
  /** No line. */
  public static final RejectedLines NONE = new RejectedLines(0, "", "", Map.of());

  /** Keeps a copy. */
  public RejectedLines {
    Map<LogFormat, Long> copy = new EnumMap<>(LogFormat.class);
    copy.putAll(formats);
    formats = Collections.unmodifiableMap(copy);
  }

  /** These and another line, which was rejected for this reason. */
  public RejectedLines with(String line, String why) {
    Map<LogFormat, Long> more = new EnumMap<>(LogFormat.class);
    more.putAll(formats);
    LogFormat.of(line).ifPresent(format -> more.merge(format, 1L, Long::sum));
    return count == 0
        ? new RejectedLines(1, line, why, more)
        : new RejectedLines(count + 1, example, reason, more);
  }
}
