package io.streamweir.http.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.avro.Schema;

/**
 * Makes JSON for a schema by chance, which fits it mostly: members come in any order, and now and
 * then one is missing, unknown, given twice or of another kind.
 */
final class RandomJson {
  private static final List<String> ODD =
      List.of(
          "null",
          "true",
          "{}",
          "[]",
          "\"\"",
          "0",
          "-0",
          "1.0",
          "1.5",
          "1e3",
          "1e400",
          "1e-400",
          "1e999999999",
          "2147483648",
          "-2147483649",
          "9223372036854775808",
          "123456789012345678901234567890",
          "\"NaN\"",
          "\"Infinity\"",
          "\"A\"",
          "\"\\ud83d\"",
          "\"\\ude00\\ud83d\"",
          "\"\uD83D\uDE00\"",
          "\"ab\\u0000c\"",
          "{\"string\":\"x\"}",
          "{\"long\":1}",
          "{\"a\":{}}",
          "[[[]]]",
          "\"2026-11-30T13:45:00Z\"",
          "\"00aaFF\"",
          "nul",
          "'x'",
          "01",
          "+1",
          "\"\\x\"",
          "]",
          "");
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "A",
          "\\n\\\"\\\\\\/",
          "é",
          "\uD83D\uDE00",
          "\\ud83d\\ude00",
          "\\u00e9\\u4e2d",
          "x".repeat(70),
          "中".repeat(300),
          "ab".repeat(400),
          "LONGER",
          "0a0B0c");
  private static final int MOST_DEPTH = 12;

  private final Random random;
  private final int oddOneOf;

  /**
   * With faults.
   *
   * @param oddOneOf of so many values one is odd; 0 for none
   */
  RandomJson(Random random, int oddOneOf) {
    this.random = random;
    this.oddOneOf = oddOneOf;
  }

  String whole(Schema schema) {
    String json = of(schema, 0);
    return odd() ? json + pick(List.of(" ", "{}", ",", "1", "\n\t", "\uFEFF", "/**/")) : json;
  }

  private boolean odd() {
    return oddOneOf > 0 && random.nextInt(oddOneOf) == 0;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private String of(Schema schema, int depth) {
    if (odd()) {
      return pick(ODD);
    }
    return switch (schema.getType()) {
      case RECORD -> record(schema, depth);
      case ARRAY -> "[" + several(depth, () -> of(schema.getElementType(), depth + 1)) + "]";
      case MAP ->
          "{" + several(depth, () -> text() + ":" + of(schema.getValueType(), depth + 1)) + "}";
      case UNION -> branch(schema, depth);
      default -> scalar(schema);
    };
  }

  private String several(int depth, Supplier<String> each) {
    List<String> all = new ArrayList<>();
    for (int i = depth > MOST_DEPTH ? 0 : random.nextInt(4); i > 0; i--) {
      all.add(each.get());
    }
    return String.join(",", all);
  }

  private String branch(Schema union, int depth) {
    boolean nothing = union.getTypes().get(0).getType() == Schema.Type.NULL;
    Schema branch =
        depth > MOST_DEPTH && nothing ? union.getTypes().get(0) : pick(union.getTypes());
    String json = of(branch, depth + 1);
    return branch.getType() == Schema.Type.RECORD && random.nextBoolean()
        ? "{\"" + branch.getFullName() + "\":" + json + "}"
        : json;
  }

  private String record(Schema schema, int depth) {
    List<String> members = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      if (!odd() && !(field.hasDefaultValue() && random.nextInt(3) == 0)) {
        members.add("\"" + field.name() + "\" : " + of(field.schema(), depth + 1));
      }
      if (odd()) {
        members.add("\"" + field.name() + "\":null");
      }
    }
    if (odd()) {
      members.add("\"other/~\":1");
    }
    if (random.nextBoolean()) {
      Collections.shuffle(members, random);
    }
    return "{" + String.join(",", members) + "}";
  }

  private String text() {
    return "\"" + pick(TEXTS) + "\"";
  }

  private String scalar(Schema schema) {
    if (schema.getLogicalType() != null) {
      return switch (schema.getLogicalType().getName()) {
        case "date" -> "\"1969-12-31\"";
        case "timestamp-millis" -> "\"2026-11-30T13:45:00.123+01:00\"";
        case "time-micros" -> "\"13:45:00.000001\"";
        case "uuid" -> "\"2F1D0C1A-0000-4000-8000-0123456789ab\"";
        default -> "\"-12.5\"";
      };
    }
    return switch (schema.getType()) {
      case NULL -> "null";
      case BOOLEAN -> "" + random.nextBoolean();
      case INT -> "" + random.nextInt();
      case LONG -> "" + (random.nextLong() >> random.nextInt(64));
      case FLOAT, DOUBLE -> pick(List.of("0", "-0.0", "1.5e-3", "7", "\"NaN\"", "0.1"));
      case ENUM -> "\"" + pick(schema.getEnumSymbols()) + "\"";
      case BYTES -> pick(List.of("\"\"", "\"00ff\"", "\"ABcd\""));
      case FIXED -> "\"0a0B0c\"";
      default -> text();
    };
  }
}
