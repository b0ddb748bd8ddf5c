package io.streamweir.codec;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Values of Avro's logical types as people read them: times as ISO-8601, decimals with all their
 * digits.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#logical-types">Logical types</a>
 */
final class LogicalText {
  private static final int MOST_BYTES = 1_024; // of a decimal: its digits cost their square
  private static final int MOST_PLAIN = 1_024; // digits behind the point that are written out
  private static final long MILLI = 1_000_000;

  private LogicalText() {}

  /** The value's text; null where the type is unknown, or the value is none of it. */
  static @Nullable String of(LogicalType type, Object value) {
    try {
      if (value instanceof Integer number) {
        return ofNumber(type.getName(), number);
      }
      if (value instanceof Long number) {
        return ofNumber(type.getName(), number);
      }
      return value instanceof byte[] bytes ? ofBytes(type, bytes) : null;
    } catch (DateTimeException | ArithmeticException | IOException e) {
      return null;
    }
  }

  private static @Nullable String ofNumber(String type, long value) {
    return switch (type) {
      case "date" -> LocalDate.ofEpochDay(value).toString();
      case "time-millis" -> time(Math.multiplyExact(value, MILLI));
      case "time-micros" -> time(Math.multiplyExact(value, 1_000L));
      case "timestamp-millis" -> Instant.ofEpochMilli(value).toString();
      case "timestamp-micros" -> instant(value, 1_000_000).toString();
      case "timestamp-nanos" -> instant(value, 1_000_000_000).toString();
      case "local-timestamp-millis" -> local(instant(value, 1_000));
      case "local-timestamp-micros" -> local(instant(value, 1_000_000));
      case "local-timestamp-nanos" -> local(instant(value, 1_000_000_000));
      default -> null;
    };
  }

  private static String time(long nanosOfDay) {
    return LocalTime.ofNanoOfDay(nanosOfDay).format(DateTimeFormatter.ISO_LOCAL_TIME);
  }

  private static Instant instant(long value, long unitsPerSecond) {
    return Instant.ofEpochSecond(
        Math.floorDiv(value, unitsPerSecond),
        Math.floorMod(value, unitsPerSecond) * (1_000_000_000 / unitsPerSecond));
  }

  private static String local(Instant asIfUtc) {
    return LocalDateTime.ofInstant(asIfUtc, ZoneOffset.UTC)
        .format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
  }

  private static @Nullable String ofBytes(LogicalType type, byte[] bytes) throws IOException {
    return switch (type.getName()) {
      case "decimal" ->
          type instanceof LogicalTypes.Decimal decimal ? decimal(bytes, decimal.getScale()) : null;
      case "big-decimal" -> bigDecimal(bytes);
      case "uuid" -> bytes.length == 16 ? uuid(ByteBuffer.wrap(bytes)) : null;
      case "duration" -> bytes.length == 12 ? duration(ByteBuffer.wrap(bytes)) : null;
      default -> null;
    };
  }

  private static @Nullable String decimal(byte[] unscaled, int scale) {
    if (unscaled.length == 0 || unscaled.length > MOST_BYTES) {
      return null;
    }
    BigDecimal number = new BigDecimal(new BigInteger(unscaled), scale);
    return Math.abs((long) scale) <= MOST_PLAIN ? number.toPlainString() : number.toString();
  }

  private static @Nullable String bigDecimal(byte[] bytes) throws IOException {
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
    ByteBuffer unscaled = decoder.readBytes(null);
    int scale = decoder.readInt();
    byte[] digits = new byte[unscaled.remaining()];
    unscaled.get(digits);
    return decoder.isEnd() ? decimal(digits, scale) : null;
  }

  private static String uuid(ByteBuffer bytes) {
    return new UUID(bytes.getLong(), bytes.getLong()).toString();
  }

  /** Months, days and ms, each an unsigned number of 4 bytes. */
  private static String duration(ByteBuffer bytes) {
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    long months = Integer.toUnsignedLong(bytes.getInt());
    long days = Integer.toUnsignedLong(bytes.getInt());
    BigDecimal seconds = BigDecimal.valueOf(Integer.toUnsignedLong(bytes.getInt()), 3);
    return "P" + months + "M" + days + "DT" + seconds.toPlainString() + "S";
  }
}
