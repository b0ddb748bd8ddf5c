package io.streamweir.stages.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/**
 * The header {@code Retry-After} as RFC 9110, section 10.2.3, defines it: seconds, or a date in one
 * of the three forms of section 5.6.7. Servers must write the first form; recipients must read all.
 */
final class RetryAfter {
  private static final int MOST_DIGITS = 9;
  private static final int MOST_YEARS_AHEAD = 50;
  private static final DateTimeFormatter ASCTIME =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("EEE MMM d HH:mm:ss yyyy")
          .toFormatter(Locale.US);

  private RetryAfter() {}

  /** How long to wait from now; nothing where it cannot be read, zero where it is past. */
  static Optional<Duration> parse(String header, Instant now) {
    String text = header.strip().replaceAll(" +", " ");
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      String digits = text.length() > MOST_DIGITS ? "9".repeat(MOST_DIGITS) : text;
      return Optional.of(Duration.ofSeconds(Long.parseLong(digits)));
    }
    try {
      Instant at = date(text, now);
      return Optional.of(at.isBefore(now) ? Duration.ZERO : Duration.between(now, at));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant date(String text, Instant now) {
    int comma = text.indexOf(',');
    if (comma < 0) {
      return LocalDateTime.parse(text, ASCTIME).toInstant(ZoneOffset.UTC);
    }
    return text.indexOf('-', comma) < 0
        ? ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()
        : rfc850(text, now);
  }

  /** A year of two digits is at most 50 years ahead; what is further ahead was 100 years before. */
  private static Instant rfc850(String text, Instant now) {
    LocalDateTime today = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
    int earliest = today.getYear() + MOST_YEARS_AHEAD - 99;
    DateTimeFormatter form =
        new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("EEEE', 'dd-MMM-")
            .appendValueReduced(ChronoField.YEAR, 2, 2, earliest)
            .appendPattern(" HH:mm:ss 'GMT'")
            .toFormatter(Locale.US);
    LocalDateTime at = LocalDateTime.parse(text, form);
    return (at.isAfter(today.plusYears(MOST_YEARS_AHEAD)) ? at.minusYears(100) : at)
        .toInstant(ZoneOffset.UTC);
  }
}
