package io.streamweir.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/** Reads values that have no parts, in the form in which {@link PlainValues} shows them. */
final class PlainScalar {
  private static final Set<String> NOT_NUMBERS = Set.of("NaN", "Infinity", "-Infinity");
  private static final int MOST_DIGITS = 40; // of a whole number; a long has 19

  private PlainScalar() {}

  /** The value does not fit; the message says more of it, or nothing. */
  static final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;

    Unfit(String more) {
      super(more, null, false, false);
    }
  }

  static boolean fits(Schema schema, @Nullable Object plain) {
    try {
      of(schema, plain);
      return true;
    } catch (Unfit e) {
      return false;
    }
  }

  /** The value in Avro's generic form, a logical type as the one below it. */
  static @Nullable Object of(Schema schema, @Nullable Object plain) throws Unfit {
    Optional<TextForm> form = TextForm.of(schema);
    if (form.isPresent()) {
      return logical(form.get(), schema, text(plain));
    }
    return switch (schema.getType()) {
      case NULL -> nothing(plain);
      case BOOLEAN -> truth(plain);
      case INT -> (int) whole(plain, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> whole(plain, Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT -> (float) real(plain, true);
      case DOUBLE -> real(plain, false);
      case ENUM -> symbol(schema, text(plain));
      case BYTES -> ByteBuffer.wrap(hex(text(plain)));
      case FIXED -> fixed(schema, hex(text(plain)));
      default -> text(plain);
    };
  }

  private static Object logical(TextForm form, Schema schema, String text) throws Unfit {
    try {
      return form.parse(schema, text);
    } catch (RuntimeException e) {
      throw new Unfit("");
    }
  }

  private static @Nullable Object nothing(@Nullable Object plain) throws Unfit {
    if (plain != null) {
      throw new Unfit("");
    }
    return null;
  }

  private static boolean truth(@Nullable Object plain) throws Unfit {
    if (plain instanceof Boolean truth) {
      return truth;
    }
    throw new Unfit("");
  }

  private static String text(@Nullable Object plain) throws Unfit {
    if (!(plain instanceof String text)) {
      throw new Unfit("");
    }
    if (halved(text)) {
      throw new Unfit(", which has half of a surrogate pair");
    }
    return text;
  }

  /** Half of a surrogate pair has no UTF-8, and would silently become a question mark. */
  static boolean halved(String text) {
    int point;
    for (int i = 0; i < text.length(); i += Character.charCount(point)) {
      point = text.codePointAt(i);
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        return true;
      }
    }
    return false;
  }

  /** A number such as {@code 1.0} is whole, too: JSON knows no other difference. */
  private static long whole(@Nullable Object plain, long least, long most) throws Unfit {
    BigInteger value = null;
    if (plain instanceof BigInteger big) {
      value = big;
    } else if (plain instanceof BigDecimal number) {
      value = whole(number);
    } else if (plain instanceof Number number) {
      value = BigInteger.valueOf(number.longValue());
    }
    if (value == null || value.bitLength() > 63) {
      throw new Unfit("");
    }
    long number = value.longValueExact();
    if (number < least || number > most) {
      throw new Unfit("");
    }
    return number;
  }

  /** Null where it is none; an exponent must not become digits. */
  private static @Nullable BigInteger whole(BigDecimal number) {
    long digits = (long) number.precision() - number.scale();
    if (digits > MOST_DIGITS || number.precision() > MOST_DIGITS) {
      return null;
    }
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() > 0 ? null : stripped.toBigIntegerExact();
  }

  private static double real(@Nullable Object plain, boolean single) throws Unfit {
    if (plain instanceof String text && NOT_NUMBERS.contains(text)) {
      return Double.parseDouble(text);
    }
    if (!(plain instanceof Number number)) {
      throw new Unfit("");
    }
    double value = single ? number.floatValue() : number.doubleValue();
    boolean lost = value == 0 && number instanceof BigDecimal exact && exact.signum() != 0;
    if (lost || Double.isInfinite(value)) {
      throw new Unfit("");
    }
    return value;
  }

  private static Object symbol(Schema schema, String name) throws Unfit {
    if (schema.hasEnumSymbol(name)) {
      return new GenericData.EnumSymbol(schema, name);
    }
    throw new Unfit(
        NearestName.of(JsonPosition.cut(name), schema.getEnumSymbols())
            .map(near -> "; the nearest known one is " + JsonPosition.quoted(near))
            .orElse(""));
  }

  private static Object fixed(Schema schema, byte[] bytes) throws Unfit {
    if (bytes.length != schema.getFixedSize()) {
      throw new Unfit(", " + bytes.length + " bytes");
    }
    return new GenericData.Fixed(schema, bytes);
  }

  private static byte[] hex(String text) throws Unfit {
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException e) {
      throw new Unfit("");
    }
  }

  /** What a schema wants, with its article, in words for the author of the JSON. */
  static String expected(Schema schema) {
    Optional<TextForm> form = TextForm.of(schema);
    if (form.isPresent()) {
      return form.get().expected();
    }
    return switch (schema.getType()) {
      case BYTES -> "bytes in hexadecimal digits";
      case FIXED -> schema.getFixedSize() + " bytes in hexadecimal digits";
      case UNION ->
          schema.getTypes().stream().map(PlainScalar::expected).collect(Collectors.joining(" or "));
      default -> ExpectedJson.of(schema);
    };
  }
}
