package io.streamweir.payload;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Finds schemas with which a few bytes keep a reader busy for ever. One kind is arrays of items
 * that take no bytes: a payload may declare billions of them. The other is records that hold far
 * too many such values. With neither, the work of reading a payload is bounded by its bytes. For
 * one schema and thread.
 */
public final class SchemaCost {
  private static final long MOST_FREE = 1_000;
  private static final long UNBOUNDED = Long.MAX_VALUE / 4;
  private final Map<String, Long> free = new HashMap<>();
  private final Set<String> seen = new HashSet<>();

  private SchemaCost() {}

  /** What is wrong with the schema, or null. */
  public static @Nullable String objection(Schema schema) {
    return new SchemaCost().look(schema);
  }

  private @Nullable String look(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> seen.add(schema.getFullName()) ? lookAtRecord(schema) : null;
      case ARRAY ->
          takesNoBytes(schema.getElementType())
              ? "it has an array of items that take no bytes"
              : look(schema.getElementType());
      case MAP -> look(schema.getValueType());
      case UNION -> firstObjection(schema.getTypes());
      default -> null;
    };
  }

  private @Nullable String lookAtRecord(Schema record) {
    if (free(record) > MOST_FREE) {
      return record.getFullName() + " has too many fields that take no bytes";
    }
    return firstObjection(record.getFields().stream().map(Schema.Field::schema).toList());
  }

  private @Nullable String firstObjection(Iterable<Schema> schemas) {
    for (Schema schema : schemas) {
      String objection = look(schema);
      if (objection != null) {
        return objection;
      }
    }
    return null;
  }

  /** A value takes no bytes where all there is of it is free. */
  private boolean takesNoBytes(Schema schema) {
    return switch (schema.getType()) {
      case NULL -> true;
      case FIXED -> schema.getFixedSize() == 0;
      case RECORD ->
          free(schema) > MOST_FREE
              || schema.getFields().stream().allMatch(field -> takesNoBytes(field.schema()));
      default -> false;
    };
  }

  /**
   * How many values that take no bytes come with each value, not counting those behind a choice.
   */
  private long free(Schema schema) {
    return switch (schema.getType()) {
      case NULL -> 1;
      case FIXED -> schema.getFixedSize() == 0 ? 1 : 0;
      case RECORD -> freeInRecord(schema);
      default -> 0;
    };
  }

  private long freeInRecord(Schema record) {
    Long known = free.get(record.getFullName());
    if (known != null) {
      return known;
    }
    free.put(record.getFullName(), UNBOUNDED); // where the record holds itself with no way out
    long sum = record.getFields().isEmpty() ? 1 : 0;
    for (Schema.Field field : record.getFields()) {
      sum = Math.min(UNBOUNDED, sum + free(field.schema()));
    }
    free.put(record.getFullName(), sum);
    return sum;
  }
}
