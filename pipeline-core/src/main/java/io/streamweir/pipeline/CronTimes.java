package io.streamweir.pipeline;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.BitSet;
import java.util.Optional;

/**
 * The local times that a cron expression names, in a calendar without time zones. As crontab(5) has
 * it: where both days are restricted, a day matches that is one of the two; where one of the fields
 * begins with {@code *}, it must be both.
 */
final class CronTimes {
  /** After that many years each 29 February has been each day of the week. */
  private static final int YEARS = 41;

  private final BitSet seconds;
  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet daysOfMonth;
  private final BitSet months;
  private final BitSet daysOfWeek;
  private final boolean bothDays;

  /**
   * Parses the fields.
   *
   * @param fields five, or six with the second first
   * @throws IllegalArgumentException where one makes no sense
   */
  CronTimes(String[] fields) {
    int minute = fields.length - 5;
    seconds = CronField.SECOND.parse(minute == 0 ? "0" : fields[0]);
    minutes = CronField.MINUTE.parse(fields[minute]);
    hours = CronField.HOUR.parse(fields[minute + 1]);
    daysOfMonth = CronField.DAY_OF_MONTH.parse(fields[minute + 2]);
    months = CronField.MONTH.parse(fields[minute + 3]);
    daysOfWeek = CronField.DAY_OF_WEEK.parse(fields[minute + 4]);
    bothDays = fields[minute + 2].startsWith("*") || fields[minute + 4].startsWith("*");
  }

  /** The first one after a time; empty where there is none any more, so never one. */
  Optional<LocalDateTime> next(LocalDateTime after) {
    LocalDate day = after.toLocalDate();
    if (matches(day)) {
      Optional<LocalTime> today = nextOfDay(after.toLocalTime());
      if (today.isPresent()) {
        return Optional.of(day.atTime(today.get()));
      }
    }
    LocalTime first = nextOfDay(0, 0, 0).orElseThrow();
    return nextDay(day).map(next -> next.atTime(first));
  }

  private Optional<LocalDate> nextDay(LocalDate after) {
    LocalDate end = after.plusYears(YEARS);
    LocalDate day = after.plusDays(1);
    while (day.isBefore(end)) {
      if (!months.get(day.getMonthValue())) {
        day = day.withDayOfMonth(1).plusMonths(1);
      } else if (matches(day)) {
        return Optional.of(day);
      } else {
        day = day.plusDays(1);
      }
    }
    return Optional.empty();
  }

  private boolean matches(LocalDate day) {
    boolean ofMonth = daysOfMonth.get(day.getDayOfMonth());
    boolean ofWeek = daysOfWeek.get(day.getDayOfWeek().getValue() % 7);
    return months.get(day.getMonthValue()) && (bothDays ? ofMonth && ofWeek : ofMonth || ofWeek);
  }

  private Optional<LocalTime> nextOfDay(LocalTime after) {
    if (after.toSecondOfDay() == LocalTime.MAX.toSecondOfDay()) {
      return Optional.empty();
    }
    LocalTime least = after.plusSeconds(1);
    return nextOfDay(least.getHour(), least.getMinute(), least.getSecond());
  }

  private Optional<LocalTime> nextOfDay(int hour, int minute, int second) {
    int nextHour = hours.nextSetBit(hour);
    if (nextHour > hour) {
      return Optional.of(LocalTime.of(nextHour, minutes.nextSetBit(0), seconds.nextSetBit(0)));
    }
    if (nextHour == hour) {
      boolean minuteIsOver = seconds.nextSetBit(second) < 0;
      int nextMinute = minutes.nextSetBit(minuteIsOver ? minute + 1 : minute);
      if (nextMinute >= 0) {
        int from = nextMinute == minute ? second : 0;
        return Optional.of(LocalTime.of(hour, nextMinute, seconds.nextSetBit(from)));
      }
      return nextOfDay(hour + 1, 0, 0);
    }
    return Optional.empty();
  }
}
