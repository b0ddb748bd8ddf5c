package io.streamweir.cli.option;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a point in time as people write it: {@code 2026-11-20T09:00:00Z}, with any offset, or as a
 * duration for so long ago.
 */
public final class TimeConverter implements ITypeConverter<Instant> {
  private static final Duration LONGEST = Duration.ofDays(36_500);

  @Override
  public Instant convert(String text) {
    if (text.contains("T")) {
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeParseException e) {
        throw no(text);
      }
    }
    try {
      Duration ago = new DurationConverter().convert(text);
      return Instant.now().minus(ago.compareTo(LONGEST) < 0 ? ago : LONGEST);
    } catch (TypeConversionException e) {
      throw no(text);
    }
  }

  private static TypeConversionException no(String text) {
    return new TypeConversionException(
        "'"
            + text
            + "' is no time: write 2026-11-20T09:00:00Z, with seconds and an offset, or how long"
            + " ago, as 15m or 2h");
  }
}
