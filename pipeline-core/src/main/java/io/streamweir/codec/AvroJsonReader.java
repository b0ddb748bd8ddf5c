package io.streamweir.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.Conversion;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/**
 * Reads one value in Avro's JSON encoding, and nothing that is only nearly one: no field that the
 * schema does not have, no field twice, no content behind the value, no number that does not fit.
 * Avro's own decoder passes over all of these. For one text and thread.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#json-encoding">JSON encoding</a>
 */
final class AvroJsonReader {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final GenericData DATA = new GenericData();
  private static final Set<String> NOT_NUMBERS =
      Set.of("NaN", "Infinity", "-Infinity", "INF", "-INF");

  /** How Jackson points to a place in a text that it does not show. */
  private static final Pattern SOURCE = Pattern.compile("\\[Source: [^;]*; ([^\\]]*)]");

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final JsonParser parser;
  private final GenericData logical;
  private final boolean defaults;

  private AvroJsonReader(JsonParser parser, GenericData logical, boolean defaults) {
    this.parser = parser;
    this.logical = logical;
    this.defaults = defaults;
  }

  /**
   * The value, in Avro's generic form, logical types as the types below them.
   *
   * @param logical has the conversions that values of logical types must pass
   * @param defaults whether fields with a default may be left out
   * @throws MismatchException where the text is no JSON, or does not fit the schema
   */
  static @Nullable Object read(String json, Schema schema, GenericData logical, boolean defaults)
      throws IOException {
    if (!json.isEmpty() && json.charAt(0) == BYTE_ORDER_MARK) {
      throw new MismatchException("$: begins with a byte order mark (U+FEFF); leave it out");
    }
    try (JsonParser parser = FACTORY.createParser(json)) {
      return new AvroJsonReader(parser, logical, defaults).whole(schema);
    }
  }

  private @Nullable Object whole(Schema schema) throws IOException {
    try {
      Object value = parser.nextToken() == null ? nothingAtAll(schema) : value(schema);
      if (parser.nextToken() != null) {
        throw fail("expected nothing behind the value, found " + JsonPosition.found(parser));
      }
      return value;
    } catch (JsonProcessingException e) { // strings and numbers are looked at late, so anywhere
      String place =
          e.getLocation() == null ? "" : " (" + JsonPosition.place(e.getLocation()) + ")";
      throw new MismatchException(
          JsonPosition.path(parser.getParsingContext())
              + place
              + ": this is no JSON: "
              + SOURCE.matcher(e.getOriginalMessage()).replaceAll("$1"));
    }
  }

  private Object nothingAtAll(Schema schema) throws IOException {
    throw mismatch(schema);
  }

  /** The JSON path, what was expected there, and what was found. */
  static final class MismatchException extends IOException {
    private static final long serialVersionUID = 1L;

    MismatchException(String message) {
      super(message);
    }
  }

  private @Nullable Object value(Schema schema) throws IOException {
    return switch (schema.getType()) {
      case RECORD -> record(schema);
      case ARRAY -> array(schema);
      case MAP -> map(schema);
      case UNION -> union(schema);
      default -> convertible(schema, scalar(schema));
    };
  }

  private @Nullable Object scalar(Schema schema) throws IOException {
    return switch (schema.getType()) {
      case NULL -> nothing(schema);
      case BOOLEAN -> truth(schema);
      case INT -> (int) integer(schema, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> integer(schema, Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT -> (float) real(schema, true);
      case DOUBLE -> real(schema, false);
      case ENUM -> symbol(schema);
      case BYTES -> ByteBuffer.wrap(bytes(schema));
      case FIXED -> fixed(schema);
      default -> text(schema);
    };
  }

  private GenericData.Record record(Schema schema) throws IOException {
    require(JsonToken.START_OBJECT, schema);
    GenericData.Record record = new GenericData.Record(schema);
    boolean[] given = new boolean[schema.getFields().size()];
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      Schema.Field field = schema.getField(name);
      if (field == null) {
        throw fail("unknown field of " + schema.getFullName() + nearest(name, names(schema)));
      }
      if (given[field.pos()]) {
        throw fail("given twice");
      }
      given[field.pos()] = true;
      parser.nextToken();
      record.put(field.pos(), value(field.schema()));
    }
    for (Schema.Field field : schema.getFields()) {
      if (!given[field.pos()]) {
        record.put(field.pos(), missing(field));
      }
    }
    return record;
  }

  private @Nullable Object missing(Schema.Field field) throws IOException {
    if (!defaults || !field.hasDefaultValue()) {
      throw fail(
          "field %s is missing; expected %s"
              .formatted(JsonPosition.quoted(field.name()), ExpectedJson.of(field.schema())));
    }
    return DATA.getDefaultValue(field);
  }

  private List<@Nullable Object> array(Schema schema) throws IOException {
    require(JsonToken.START_ARRAY, schema);
    List<@Nullable Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(schema.getElementType()));
    }
    return items;
  }

  private Map<String, @Nullable Object> map(Schema schema) throws IOException {
    require(JsonToken.START_OBJECT, schema);
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = paired(parser.currentName());
      if (values.containsKey(key)) {
        throw fail("given twice");
      }
      parser.nextToken();
      values.put(key, value(schema.getValueType()));
    }
    return values;
  }

  /** Null, or an object whose only field names the type of its value. */
  private @Nullable Object union(Schema schema) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return branch(schema, "null");
    }
    require(JsonToken.START_OBJECT, schema);
    if (parser.nextToken() != JsonToken.FIELD_NAME) {
      throw fail("expected " + ExpectedJson.of(schema) + ", found an empty object");
    }
    Object value = branch(schema, parser.currentName());
    if (parser.nextToken() != JsonToken.END_OBJECT) {
      throw fail("a second type; expected one, as " + ExpectedJson.of(schema));
    }
    return value;
  }

  private @Nullable Object branch(Schema union, String name) throws IOException {
    Integer index = union.getIndexNamed(name);
    boolean named = parser.currentToken() == JsonToken.FIELD_NAME;
    if (index == null || (named && name.equals("null"))) {
      throw mismatch(union, named ? "the type " + JsonPosition.quoted(name) : "null");
    }
    if (named) {
      parser.nextToken();
    }
    return value(union.getTypes().get(index));
  }

  private @Nullable Object nothing(Schema schema) throws IOException {
    require(JsonToken.VALUE_NULL, schema);
    return null;
  }

  private boolean truth(Schema schema) throws IOException {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw mismatch(schema);
    }
    return token == JsonToken.VALUE_TRUE;
  }

  private long integer(Schema schema, long least, long most) throws IOException {
    require(JsonToken.VALUE_NUMBER_INT, schema);
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        || parser.getLongValue() < least
        || parser.getLongValue() > most) {
      throw mismatch(schema);
    }
    return parser.getLongValue();
  }

  private double real(Schema schema, boolean single) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING && NOT_NUMBERS.contains(parser.getText())) {
      return Double.parseDouble(parser.getText().replaceFirst("INF$", "Infinity"));
    }
    if (!parser.currentToken().isNumeric()) {
      throw mismatch(schema);
    }
    double value = single ? parser.getFloatValue() : parser.getDoubleValue();
    if (Double.isInfinite(value) || (value == 0 && parser.getDecimalValue().signum() != 0)) {
      throw mismatch(schema);
    }
    return value;
  }

  private Object symbol(Schema schema) throws IOException {
    require(JsonToken.VALUE_STRING, schema);
    String name = parser.getText();
    if (!schema.hasEnumSymbol(name)) {
      throw mismatch(schema, JsonPosition.quoted(name) + nearest(name, schema.getEnumSymbols()));
    }
    return new GenericData.EnumSymbol(schema, name);
  }

  private Object fixed(Schema schema) throws IOException {
    byte[] bytes = bytes(schema);
    if (bytes.length != schema.getFixedSize()) {
      throw mismatch(schema, bytes.length + " bytes");
    }
    return new GenericData.Fixed(schema, bytes);
  }

  private byte[] bytes(Schema schema) throws IOException {
    require(JsonToken.VALUE_STRING, schema);
    String text = parser.getText();
    if (!text.chars().allMatch(c -> c <= 0xFF)) {
      throw mismatch(schema);
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private String text(Schema schema) throws IOException {
    require(JsonToken.VALUE_STRING, schema);
    return paired(parser.getText());
  }

  /** Half of a surrogate pair has no UTF-8, and would silently become a question mark. */
  private String paired(String text) throws IOException {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw fail("half of a surrogate pair; expected whole characters");
    }
    return text;
  }

  /** The value as it is, once its logical type has accepted it. */
  private @Nullable Object convertible(Schema schema, @Nullable Object value) throws IOException {
    LogicalType type = schema.getLogicalType();
    Conversion<?> conversion = type == null ? null : logical.getConversionFor(type);
    if (conversion != null) {
      try {
        Object converted = Conversions.convertToLogicalType(value, schema, type, conversion);
        convertBack(converted, schema, type, conversion);
      } catch (RuntimeException e) {
        throw mismatch(
            schema, JsonPosition.found(parser) + ", which is no " + type.getName() + ": " + why(e));
      }
    }
    return value;
  }

  private static <T> void convertBack(
      Object value, Schema schema, LogicalType type, Conversion<T> conversion) {
    Conversions.convertToRawType(
        conversion.getConvertedType().cast(value), schema, type, conversion);
  }

  private static String why(RuntimeException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage());
  }

  private void require(JsonToken token, Schema schema) throws IOException {
    if (parser.currentToken() != token) {
      throw mismatch(schema);
    }
  }

  private MismatchException mismatch(Schema schema) throws IOException {
    return mismatch(schema, JsonPosition.found(parser));
  }

  private MismatchException mismatch(Schema schema, String found) {
    return fail("expected " + ExpectedJson.of(schema) + ", found " + found);
  }

  private MismatchException fail(String why) {
    return new MismatchException(
        JsonPosition.path(parser.getParsingContext())
            + " ("
            + JsonPosition.place(parser.currentTokenLocation())
            + "): "
            + why);
  }

  private static String nearest(String name, List<String> known) {
    return NearestName.of(name, known)
        .map(near -> "; the nearest known one is " + JsonPosition.quoted(near))
        .orElse("; it has none");
  }

  private static List<String> names(Schema record) {
    return record.getFields().stream().map(Schema.Field::name).collect(Collectors.toList());
  }
}
