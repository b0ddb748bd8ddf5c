package io.streamweir.payload;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.avro.Conversion;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.Decoder;
import org.jspecify.annotations.Nullable;

/** The Java types that hold no others, and their forms. */
final class Scalars {
  /** The conversions of all logical types that a record may have. */
  static final GenericData CONVERSIONS = conversions();

  private static final Map<Class<?>, Form> FORMS = new HashMap<>();

  static {
    primitives();
    smallNumbers();
    times();
    FORMS.put(
        String.class,
        new ScalarForm(
            Schema.create(Schema.Type.STRING),
            (value, out) -> out.writeString((String) value),
            Decoder::readString,
            text -> text));
    FORMS.put(
        byte[].class,
        new ScalarForm(
            Schema.create(Schema.Type.BYTES),
            (value, out) -> out.writeBytes((byte[]) value),
            in -> bytes(in.readBytes(null)),
            text -> noDefault()));
    FORMS.put(
        Duration.class,
        new ScalarForm(
            Schema.create(Schema.Type.STRING),
            (value, out) -> out.writeString(value.toString()),
            in -> Duration.parse(in.readString()),
            Duration::parse));
    FORMS.put(
        UUID.class,
        new ScalarForm(
            LogicalTypes.uuid().addToSchema(Schema.create(Schema.Type.STRING)),
            (value, out) -> out.writeString(value.toString()),
            in -> UUID.fromString(in.readString()),
            UUID::fromString));
    FORMS.put(
        BigDecimal.class,
        ofBytes(LogicalTypes.bigDecimal(), new Conversions.BigDecimalConversion()));
  }

  private Scalars() {}

  /** The form of this class; null where there is none. */
  static @Nullable Form of(Class<?> type) {
    return FORMS.get(type);
  }

  /**
   * The form of a decimal.
   *
   * @throws IllegalArgumentException where precision and scale make no sense
   */
  static Form decimal(Decimal decimal) {
    return ofBytes(
        LogicalTypes.decimal(decimal.precision(), decimal.scale()),
        new Conversions.DecimalConversion());
  }

  /** The form of a time that travels this exact; null where there is none. */
  static @Nullable Form time(Class<?> type, ChronoUnit unit) {
    return switch (unit) {
      case MILLIS -> ofMillis(type);
      case MICROS -> type == LocalDate.class ? null : timeOf(type);
      case NANOS -> ofNanos(type);
      default -> null;
    };
  }

  private static @Nullable Form timeOf(Class<?> type) {
    return type == Instant.class || type == LocalDateTime.class || type == LocalTime.class
        ? FORMS.get(type)
        : null;
  }

  private static @Nullable Form ofMillis(Class<?> type) {
    if (type == Instant.class) {
      return ofLong(
          LogicalTypes.timestampMillis(),
          new TimeConversions.TimestampMillisConversion(),
          Instant::parse);
    }
    if (type == LocalDateTime.class) {
      return ofLong(
          LogicalTypes.localTimestampMillis(),
          new TimeConversions.LocalTimestampMillisConversion(),
          LocalDateTime::parse);
    }
    return type == LocalTime.class
        ? ofInt(
            LogicalTypes.timeMillis(), new TimeConversions.TimeMillisConversion(), LocalTime::parse)
        : null;
  }

  private static @Nullable Form ofNanos(Class<?> type) {
    if (type == Instant.class) {
      return ofLong(
          LogicalTypes.timestampNanos(),
          new TimeConversions.TimestampNanosConversion(),
          Instant::parse);
    }
    return type == LocalDateTime.class
        ? ofLong(
            LogicalTypes.localTimestampNanos(),
            new TimeConversions.LocalTimestampNanosConversion(),
            LocalDateTime::parse)
        : null;
  }

  private static void primitives() {
    primitive(
        Schema.Type.BOOLEAN,
        (value, out) -> out.writeBoolean((Boolean) value),
        Decoder::readBoolean,
        text -> truth(text),
        boolean.class,
        Boolean.class);
    primitive(
        Schema.Type.INT,
        (value, out) -> out.writeInt((Integer) value),
        Decoder::readInt,
        Integer::valueOf,
        int.class,
        Integer.class);
    primitive(
        Schema.Type.LONG,
        (value, out) -> out.writeLong((Long) value),
        Decoder::readLong,
        Long::valueOf,
        long.class,
        Long.class);
    primitive(
        Schema.Type.FLOAT,
        (value, out) -> out.writeFloat((Float) value),
        Decoder::readFloat,
        Float::valueOf,
        float.class,
        Float.class);
    primitive(
        Schema.Type.DOUBLE,
        (value, out) -> out.writeDouble((Double) value),
        Decoder::readDouble,
        Double::valueOf,
        double.class,
        Double.class);
  }

  /** Avro has no smaller number than an int. */
  private static void smallNumbers() {
    primitive(
        Schema.Type.INT,
        (value, out) -> out.writeInt((Short) value),
        in -> (short) within(in.readInt(), Short.MIN_VALUE, Short.MAX_VALUE),
        Short::valueOf,
        short.class,
        Short.class);
    primitive(
        Schema.Type.INT,
        (value, out) -> out.writeInt((Byte) value),
        in -> (byte) within(in.readInt(), Byte.MIN_VALUE, Byte.MAX_VALUE),
        Byte::valueOf,
        byte.class,
        Byte.class);
    primitive(
        Schema.Type.INT,
        (value, out) -> out.writeInt((Character) value),
        in -> (char) within(in.readInt(), Character.MIN_VALUE, Character.MAX_VALUE),
        text -> text.charAt(0),
        char.class,
        Character.class);
  }

  private static void times() {
    FORMS.put(
        LocalDate.class,
        ofInt(LogicalTypes.date(), new TimeConversions.DateConversion(), LocalDate::parse));
    FORMS.put(
        LocalTime.class,
        ofLong(
            LogicalTypes.timeMicros(),
            new TimeConversions.TimeMicrosConversion(),
            LocalTime::parse));
    FORMS.put(
        Instant.class,
        ofLong(
            LogicalTypes.timestampMicros(),
            new TimeConversions.TimestampMicrosConversion(),
            Instant::parse));
    FORMS.put(
        LocalDateTime.class,
        ofLong(
            LogicalTypes.localTimestampMicros(),
            new TimeConversions.LocalTimestampMicrosConversion(),
            LocalDateTime::parse));
  }

  private static void primitive(
      Schema.Type type,
      ScalarForm.Write write,
      ScalarForm.Read read,
      Function<String, Object> text,
      Class<?>... classes) {
    for (Class<?> each : classes) {
      FORMS.put(each, new ScalarForm(Schema.create(type), write, read, text));
    }
  }

  private static <V> Form ofInt(
      LogicalType type, Conversion<V> conversion, Function<String, Object> text) {
    Schema schema = type.addToSchema(Schema.create(Schema.Type.INT));
    Class<V> java = conversion.getConvertedType();
    return new ScalarForm(
        schema,
        (value, out) -> out.writeInt(conversion.toInt(java.cast(value), schema, type)),
        in -> conversion.fromInt(in.readInt(), schema, type),
        text);
  }

  private static <V> Form ofLong(
      LogicalType type, Conversion<V> conversion, Function<String, Object> text) {
    Schema schema = type.addToSchema(Schema.create(Schema.Type.LONG));
    Class<V> java = conversion.getConvertedType();
    return new ScalarForm(
        schema,
        (value, out) -> out.writeLong(conversion.toLong(java.cast(value), schema, type)),
        in -> conversion.fromLong(in.readLong(), schema, type),
        text);
  }

  private static Form ofBytes(LogicalType type, Conversion<BigDecimal> conversion) {
    Schema schema = type.addToSchema(Schema.create(Schema.Type.BYTES));
    return new ScalarForm(
        schema,
        (value, out) -> out.writeBytes(conversion.toBytes((BigDecimal) value, schema, type)),
        in -> conversion.fromBytes(in.readBytes(null), schema, type),
        BigDecimal::new);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static int within(int value, int least, int most) throws IOException {
    if (value < least || value > most) {
      throw new IOException(value + " is not within " + least + " and " + most);
    }
    return value;
  }

  private static Object truth(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("it is true or false");
    }
    return Boolean.valueOf(text);
  }

  private static Object noDefault() {
    throw new IllegalArgumentException("bytes can have no default: make them Optional");
  }

  private static GenericData conversions() {
    GenericData data = new GenericData();
    data.addLogicalTypeConversion(new TimeConversions.DateConversion());
    data.addLogicalTypeConversion(new TimeConversions.TimeMillisConversion());
    data.addLogicalTypeConversion(new TimeConversions.TimeMicrosConversion());
    data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    data.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
    data.addLogicalTypeConversion(new TimeConversions.TimestampNanosConversion());
    data.addLogicalTypeConversion(new TimeConversions.LocalTimestampMillisConversion());
    data.addLogicalTypeConversion(new TimeConversions.LocalTimestampMicrosConversion());
    data.addLogicalTypeConversion(new TimeConversions.LocalTimestampNanosConversion());
    data.addLogicalTypeConversion(new Conversions.UUIDConversion());
    data.addLogicalTypeConversion(new Conversions.DecimalConversion());
    data.addLogicalTypeConversion(new Conversions.BigDecimalConversion());
    return data;
  }
}
