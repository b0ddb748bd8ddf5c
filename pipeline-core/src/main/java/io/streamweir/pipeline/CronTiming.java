package io.streamweir.pipeline;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Objects;
import java.util.Optional;

/**
 * A cron expression in a time zone, see {@link Timing#cron}. {@link CronTimes} finds the next local
 * time; what that means where clocks are changed is decided here, as cron of Debian and of the BSDs
 * does it.
 */
public final class CronTiming implements Timing {
  private static final int MOST_CHARACTERS = 200;
  private static final Instant ANY_TIME = Instant.parse("2000-01-01T00:00:00Z");

  private final String expression;
  private final ZoneId zone;
  private final ZoneRules rules;
  private final CronTimes times;
  private final boolean elapsed;

  CronTiming(String expression, ZoneId zone) {
    String[] fields = expression.strip().split("\\s+");
    this.expression = String.join(" ", fields);
    this.zone = Objects.requireNonNull(zone, "zone");
    this.rules = zone.getRules();
    if (fields.length < 5 || fields.length > 6 || expression.length() > MOST_CHARACTERS) {
      throw wrong(
          "it has "
              + Plural.of(fields.length, "field", "fields")
              + " in "
              + Plural.of(expression.length(), "character", "characters"));
    }
    this.elapsed = fields[fields.length - 4].startsWith("*");
    this.times = times(fields);
    if (nextLocal(LocalDateTime.ofInstant(ANY_TIME, ZoneOffset.UTC)).isEmpty()) {
      throw wrong("there is no such day");
    }
  }

  private CronTimes times(String[] fields) {
    try {
      return new CronTimes(fields);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException(
        "cron expression '"
            + expression
            + "': "
            + why
            + "; write five fields, minute hour day-of-month month day-of-week, or six with the"
            + " second first");
  }

  /** The expression, its fields separated by single spaces. */
  public String expression() {
    return expression;
  }

  /** The zone whose clocks count. */
  public ZoneId zone() {
    return zone;
  }

  @Override
  public Instant next(Instant after) {
    return elapsed ? nextElapsed(after) : nextOnTheClock(after);
  }

  /** Between two changes the offset is fixed, and right after each the new one counts. */
  private Instant nextElapsed(Instant after) {
    Instant from = after;
    ZoneOffset offset = rules.getOffset(after);
    ZoneOffsetTransition change = rules.nextTransition(after);
    while (true) {
      Instant found = mustComeAfter(LocalDateTime.ofInstant(from, offset)).toInstant(offset);
      if (change == null || found.isBefore(change.getInstant())) {
        return found;
      }
      from = change.getInstant().minusSeconds(1);
      offset = change.getOffsetAfter();
      change = rules.nextTransition(change.getInstant());
    }
  }

  private Instant nextOnTheClock(Instant after) {
    LocalDateTime local = firstTimeThrough(after);
    while (true) {
      local = mustComeAfter(local);
      ZoneOffsetTransition change = rules.getTransition(local);
      Instant found =
          change != null && change.isGap()
              ? change.getInstant()
              : local.toInstant(rules.getValidOffsets(local).get(0));
      if (found.isAfter(after)) {
        return found;
      }
    }
  }

  /** The local time; its last one that comes twice where this is the second time. */
  private LocalDateTime firstTimeThrough(Instant after) {
    LocalDateTime local = LocalDateTime.ofInstant(after, rules.getOffset(after));
    ZoneOffsetTransition last = rules.previousTransition(after.plusNanos(1));
    boolean second = last != null && last.isOverlap() && local.isBefore(last.getDateTimeBefore());
    return second ? last.getDateTimeBefore().minusSeconds(1) : local;
  }

  private LocalDateTime mustComeAfter(LocalDateTime local) {
    return nextLocal(local)
        .orElseThrow(() -> new IllegalStateException("'" + expression + "' ends at " + local));
  }

  private Optional<LocalDateTime> nextLocal(LocalDateTime after) {
    return times.next(after.truncatedTo(ChronoUnit.SECONDS));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CronTiming that
        && expression.equals(that.expression)
        && zone.equals(that.zone);
  }

  @Override
  public int hashCode() {
    return Objects.hash(expression, zone);
  }

  @Override
  public String toString() {
    return expression + " " + zone;
  }
}
