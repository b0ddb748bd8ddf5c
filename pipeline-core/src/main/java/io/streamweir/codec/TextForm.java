package io.streamweir.codec;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/**
 * Logical types whose values are written as texts: what {@link LogicalText} shows, read again.
 * Immutable.
 *
 * @param expected what such a text is, with its article
 * @param format the {@code format} of JSON Schema; null where there is none for it
 * @param pattern its regular expression in place of a format; null for none
 * @param parser reads it; throws any {@link RuntimeException} where it does not fit
 */
record TextForm(String expected, @Nullable String format, @Nullable String pattern, Parser parser) {
  private static final int MOST_CHARS = 1_024;
  private static final String NUMBER = "^-?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?$";
  private static final Pattern DURATION =
      Pattern.compile("P(\\d{1,10})M(\\d{1,10})DT(\\d{1,7})(?:[.](\\d{1,3}))?S");

  private static final Map<String, TextForm> FORMS =
      Map.ofEntries(
          Map.entry(
              "date",
              new TextForm(
                  "a date as 2026-11-30",
                  "date",
                  null,
                  (schema, text) -> Math.toIntExact(LocalDate.parse(text).toEpochDay()))),
          Map.entry("time-millis", time(1_000_000)),
          Map.entry("time-micros", time(1_000)),
          Map.entry("timestamp-millis", timestamp(1_000)),
          Map.entry("timestamp-micros", timestamp(1_000_000)),
          Map.entry("timestamp-nanos", timestamp(1_000_000_000)),
          Map.entry("local-timestamp-millis", local(1_000)),
          Map.entry("local-timestamp-micros", local(1_000_000)),
          Map.entry("local-timestamp-nanos", local(1_000_000_000)),
          Map.entry("uuid", new TextForm("a UUID", "uuid", null, TextForm::uuid)),
          Map.entry(
              "decimal",
              new TextForm("a decimal number as a string", null, NUMBER, TextForm::decimal)),
          Map.entry(
              "big-decimal",
              new TextForm("a decimal number as a string", null, NUMBER, TextForm::bigDecimal)),
          Map.entry(
              "duration",
              new TextForm(
                  "months, days and seconds as P1M2DT3.004S",
                  null,
                  "^" + DURATION.pattern() + "$",
                  TextForm::duration)));

  /** Makes of a text the value below the logical type. */
  @FunctionalInterface
  interface Parser {
    Object parse(Schema schema, String text);
  }

  /** The form of a schema's values; empty where they are not written as texts. */
  static Optional<TextForm> of(Schema schema) {
    LogicalType type = schema.getLogicalType();
    return type == null ? Optional.empty() : Optional.ofNullable(FORMS.get(type.getName()));
  }

  Object parse(Schema schema, String text) {
    if (text.length() > MOST_CHARS) { // digits cost their square
      throw new IllegalArgumentException("too long");
    }
    return parser.parse(schema, text);
  }

  private static TextForm time(long unitNanos) {
    return new TextForm(
        "a time of day as 13:45:00",
        null,
        null,
        (schema, text) -> {
          long units = exactly(LocalTime.parse(text).toNanoOfDay(), unitNanos);
          return schema.getType() == Schema.Type.INT ? (Object) Math.toIntExact(units) : units;
        });
  }

  private static TextForm timestamp(long perSecond) {
    return new TextForm(
        "a time as 2026-11-30T13:45:00Z",
        "date-time",
        null,
        (schema, text) -> units(OffsetDateTime.parse(text).toInstant(), perSecond));
  }

  private static TextForm local(long perSecond) {
    return new TextForm(
        "a local time as 2026-11-30T13:45:00",
        null,
        null,
        (schema, text) -> units(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC), perSecond));
  }

  private static long units(Instant instant, long perSecond) {
    long part = exactly(instant.getNano(), 1_000_000_000 / perSecond);
    return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), perSecond), part);
  }

  /** A time that is finer than its type would silently lose digits. */
  private static long exactly(long nanos, long unitNanos) {
    if (nanos % unitNanos != 0) {
      throw new ArithmeticException("finer than the type");
    }
    return nanos / unitNanos;
  }

  private static Object uuid(Schema schema, String text) {
    UUID uuid = UUID.fromString(text);
    if (!uuid.toString().equalsIgnoreCase(text)) { // it reads shorter ones as well
      throw new IllegalArgumentException("no UUID");
    }
    if (schema.getType() == Schema.Type.STRING) {
      return text;
    }
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    return new GenericData.Fixed(schema, bytes.array());
  }

  private static Object decimal(Schema schema, String text) {
    LogicalTypes.Decimal type = (LogicalTypes.Decimal) schema.getLogicalType();
    BigDecimal number = new BigDecimal(text).stripTrailingZeros();
    if (number.scale() > type.getScale()) {
      throw new ArithmeticException("finer than the type");
    }
    if ((long) number.precision() - number.scale() > (long) type.getPrecision() - type.getScale()
        && number.signum() != 0) { // an exponent must not become digits
      throw new ArithmeticException("too large");
    }
    BigDecimal scaled = number.setScale(type.getScale());
    Conversions.DecimalConversion conversion = new Conversions.DecimalConversion();
    return schema.getType() == Schema.Type.FIXED
        ? conversion.toFixed(scaled, schema, type)
        : conversion.toBytes(scaled, schema, type);
  }

  private static Object bigDecimal(Schema schema, String text) {
    return new Conversions.BigDecimalConversion()
        .toBytes(new BigDecimal(text), schema, schema.getLogicalType());
  }

  private static Object duration(Schema schema, String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no duration");
    }
    String fraction = parts.group(4) == null ? "" : parts.group(4);
    String millis = parts.group(3) + fraction + "0".repeat(3 - fraction.length());
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    for (String part : new String[] {parts.group(1), parts.group(2), millis}) {
      bytes.putInt(Integer.parseUnsignedInt(part));
    }
    return new GenericData.Fixed(schema, bytes.array());
  }
}
