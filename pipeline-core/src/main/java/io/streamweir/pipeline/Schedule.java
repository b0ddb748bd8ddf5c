package io.streamweir.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Submits a job again and again. Any worker of the pipeline fires it, and each fire is submitted
 * once; see docs/guide.md. Immutable as long as the payload is not changed.
 *
 * @param name 1 to 64 lower-case letters, digits and inner hyphens, unique within the pipeline
 * @param timing when it fires
 * @param payload what its jobs carry
 * @param key which decides the partition of its jobs; default null, which takes the name
 * @param missed what becomes of fires that no worker submitted in time; default {@link
 *     MissedFires#once()}, which submits the latest one
 */
public record Schedule<I>(
    String name, Timing timing, I payload, @Nullable String key, MissedFires missed) {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Checks the name. */
  public Schedule {
    Names.check("schedule", name);
    Objects.requireNonNull(timing, "timing");
    Objects.requireNonNull(payload, "payload");
    Objects.requireNonNull(missed, "missed");
  }

  /** A schedule that fires at {@link Timing#cron these times}. */
  public static <I> Schedule<I> cron(String name, String expression, ZoneId zone, I payload) {
    return of(name, Timing.cron(expression, zone), payload);
  }

  /** A schedule that fires at {@link Timing#every this interval}. */
  public static <I> Schedule<I> every(String name, Duration interval, I payload) {
    return of(name, Timing.every(interval), payload);
  }

  /** A schedule that fires then. */
  public static <I> Schedule<I> of(String name, Timing timing, I payload) {
    return new Schedule<>(name, timing, payload, null, MissedFires.once());
  }

  /** The components that change by name, while they may. */
  private final class Draft {
    @Nullable String key = key();
    MissedFires missed = missed();
  }

  private Schedule<I> with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new Schedule<>(name, timing, payload, draft.key, draft.missed);
  }

  /** The same whose jobs go to the partition of this key. */
  public Schedule<I> withKey(String key) {
    return with(draft -> draft.key = key);
  }

  /** The same with another rule for missed fires. */
  public Schedule<I> withMissed(MissedFires missed) {
    return with(draft -> draft.missed = missed);
  }

  /** The text whose hash decides the partition. */
  public String partitionKey() {
    return key == null ? name : key;
  }

  /**
   * The id of the job that a fire submits, as {@code nightly.20261121T030000Z}: the name and the
   * due time in UTC, with ms where it has any. So a fire's result can be found.
   */
  public static String jobId(String name, Instant due) {
    return name + "." + (due.toEpochMilli() % 1000 == 0 ? SECONDS : MILLIS).format(due);
  }
}
