package io.streamweir.codec;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** Says what JSON a schema wants, in words for the author of the JSON. */
final class ExpectedJson {
  private static final String BYTES = " as a string of characters up to U+00FF";

  private ExpectedJson() {}

  /** What the schema wants, with its article. */
  static String of(Schema schema) {
    return switch (schema.getType()) {
      case NULL -> "null";
      case BOOLEAN -> "true or false";
      case INT -> "an int from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE;
      case LONG -> "a long from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE;
      case FLOAT -> "a float, at most " + Float.MAX_VALUE;
      case DOUBLE -> "a double, at most " + Double.MAX_VALUE;
      case STRING -> "a string";
      case BYTES -> "bytes" + BYTES;
      case FIXED -> schema.getFixedSize() + " bytes" + BYTES;
      case ENUM -> "one of " + String.join(", ", schema.getEnumSymbols());
      case ARRAY -> "an array";
      case MAP -> "an object, a map";
      case RECORD -> "an object, the record " + schema.getFullName();
      case UNION -> union(schema.getTypes());
    };
  }

  private static String union(List<Schema> types) {
    return types.stream().map(ExpectedJson::branch).collect(Collectors.joining(" or "));
  }

  private static String branch(Schema type) {
    return type.getType() == Schema.Type.NULL ? "null" : "{\"" + type.getFullName() + "\": …}";
  }
}
