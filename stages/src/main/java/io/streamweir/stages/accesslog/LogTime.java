package io.streamweir.stages.accesslog;

/**
 * Reads the time of an access log, {@code dd/Mon/yyyy:HH:mm:ss +hhmm}, always 26 characters.
 *
 * <p>It is read strictly: the day must exist in its month (leap years by the Gregorian calendar),
 * hours are 00 to 23, minutes and seconds 00 to 59. A leap second, written 60, is refused: servers
 * on POSIX clocks never write one. Offsets go up to 23:59 either way.
 */
final class LogTime {
  /** How many characters a time takes. */
  static final int LENGTH = 26;

  /** Stands for a text that is no time. */
  static final long NONE = Long.MIN_VALUE;

  private static final String SHAPE = "00/MMM/0000:00:00:00 +0000";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private LogTime() {}

  /**
   * The milliseconds since 1970-01-01T00:00Z of the time that begins at an index, or {@link #NONE}.
   */
  static long millis(String text, int from) {
    if (from + LENGTH > text.length() || !hasShape(text, from)) {
      return NONE;
    }
    int month = month(text, from + 3);
    int year = two(text, from + 7) * 100 + two(text, from + 9);
    int day = two(text, from);
    int second = secondOfDay(text, from + 12);
    int offset = offset(text, from + 21);
    if (month == 0 || day < 1 || day > daysOf(year, month) || second < 0 || offset == -1) {
      return NONE;
    }
    long seconds = epochDay(year, month, day) * 86_400L + second;
    return (text.charAt(from + 21) == '-' ? seconds + offset : seconds - offset) * 1000;
  }

  /**
   * The day's number since 1970-01-01. Years are counted from March, so that a leap day is a year's
   * last; the same arithmetic as in {@code java.time.LocalDate.toEpochDay}, without the object.
   */
  static long epochDay(int year, int month, int day) {
    long y = month > 2 ? year : year - 1;
    long leapDays = Math.floorDiv(y, 4) - Math.floorDiv(y, 100) + Math.floorDiv(y, 400);
    int dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    return 365 * y + leapDays + dayOfYear - 719_468;
  }

  private static boolean hasShape(String text, int from) {
    for (int i = 0; i < LENGTH; i++) {
      if (!fits(SHAPE.charAt(i), text.charAt(from + i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean fits(char shape, char c) {
    return switch (shape) {
      case '0' -> c >= '0' && c <= '9';
      case 'M' -> true;
      case '+' -> c == '+' || c == '-';
      default -> c == shape;
    };
  }

  /** The month from 1, or 0 where there is none of this name. */
  private static int month(String text, int from) {
    for (int i = 0; i < MONTHS.length(); i += 3) {
      if (MONTHS.regionMatches(i, text, from, 3)) {
        return i / 3 + 1;
      }
    }
    return 0;
  }

  private static int daysOf(int year, int month) {
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : DAYS[month - 1];
  }

  private static int secondOfDay(String text, int from) {
    int hour = two(text, from);
    int minute = two(text, from + 3);
    int second = two(text, from + 6);
    return hour > 23 || minute > 59 || second > 59 ? -1 : hour * 3600 + minute * 60 + second;
  }

  /** The distance from UTC in seconds without its sign, or -1 where there is no such offset. */
  private static int offset(String text, int from) {
    int hours = two(text, from + 1);
    int minutes = two(text, from + 3);
    return hours > 23 || minutes > 59 ? -1 : hours * 3600 + minutes * 60;
  }

  private static int two(String text, int from) {
    return (text.charAt(from) - '0') * 10 + text.charAt(from + 1) - '0';
  }
}
