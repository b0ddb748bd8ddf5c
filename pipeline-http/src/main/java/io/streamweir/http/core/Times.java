package io.streamweir.http.core;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Reads times that clients send: of the years 1970 to 9999, so that all can reckon with them. */
public final class Times {
  /** What such a time is, with its article. */
  public static final String EXPECTED = "a time as 2026-03-01T10:00:00Z, of the years 1970 to 9999";

  private static final int LAST_YEAR = 9999;

  private Times() {}

  /**
   * The time that this text says, with any offset.
   *
   * @throws DateTimeException where it says none, or one of another year
   */
  public static Instant parse(String text) {
    Instant time = OffsetDateTime.parse(text).toInstant();
    if (time.isBefore(Instant.EPOCH) || !fits(time)) {
      throw new DateTimeException("it must be " + EXPECTED);
    }
    return time;
  }

  /** Whether the year has four digits, which clients can read. */
  public static boolean fits(Instant time) {
    return fits(time.atOffset(ZoneOffset.UTC));
  }

  /** Whether the year, where that offset counts, has four digits. */
  public static boolean fits(OffsetDateTime time) {
    return time.getYear() <= LAST_YEAR;
  }
}
