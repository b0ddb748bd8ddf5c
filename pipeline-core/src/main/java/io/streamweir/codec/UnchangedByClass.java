package io.streamweir.codec;

import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;

/** Whether generated classes write what they have read as it was. For one schema and thread. */
final class UnchangedByClass {
  /** Their conversions take every value that {@link TextForm} reads, and give it back. */
  private static final Set<String> TIMES =
      Set.of(
          "date",
          "time-millis",
          "time-micros",
          "timestamp-millis",
          "timestamp-micros",
          "timestamp-nanos",
          "local-timestamp-millis",
          "local-timestamp-micros",
          "local-timestamp-nanos");

  private final Set<String> seen = new HashSet<>();

  boolean of(Schema schema) {
    return switch (schema.getType()) {
      case RECORD ->
          !seen.add(schema.getFullName())
              || schema.getFields().stream().allMatch(field -> of(field.schema()));
      case ARRAY -> of(schema.getElementType());
      case MAP -> false;
      case UNION -> schema.getTypes().stream().allMatch(this::of);
      default -> scalar(schema);
    };
  }

  /** A text may be kept as any class that takes one. */
  private static boolean scalar(Schema schema) {
    return schema.getProp("java-class") == null
        && (schema.getLogicalType() == null || TIMES.contains(schema.getLogicalType().getName()))
        && (schema.getLogicalType() != null || schema.getProp("logicalType") == null);
  }
}
