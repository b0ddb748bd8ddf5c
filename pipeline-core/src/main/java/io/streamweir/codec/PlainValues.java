package io.streamweir.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Avro's generic values as maps, lists, texts, numbers and booleans. Loads no class that a schema
 * names, and believes no count that a payload gives. Thread-safe.
 */
final class PlainValues extends GenericData {
  /** A payload may say that it has more items than it has. */
  private static final int MOST_AHEAD = 1_024;

  /** The value, shown as this schema's logical types say. */
  @Nullable Object plain(Schema schema, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    return switch (schema.getType()) {
      case RECORD -> record(schema, (IndexedRecord) value);
      case ARRAY -> array(schema.getElementType(), (Collection<?>) value);
      case MAP -> map(schema.getValueType(), (Map<?, ?>) value);
      case UNION -> plain(schema.getTypes().get(resolveUnion(schema, value)), value);
      default -> scalar(schema, value);
    };
  }

  private Map<String, @Nullable Object> record(Schema schema, IndexedRecord record) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (Schema.Field field : schema.getFields()) {
      fields.put(field.name(), plain(field.schema(), record.get(field.pos())));
    }
    return fields;
  }

  private List<@Nullable Object> array(Schema items, Collection<?> values) {
    List<@Nullable Object> list = new ArrayList<>(values.size());
    values.forEach(value -> list.add(plain(items, value)));
    return list;
  }

  private Map<String, @Nullable Object> map(Schema values, Map<?, ?> map) {
    Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    map.forEach((key, value) -> entries.put(String.valueOf(key), plain(values, value)));
    return entries;
  }

  private static Object scalar(Schema schema, Object value) {
    Object read = value;
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      read = bytes;
    } else if (value instanceof GenericFixed fixed) {
      read = fixed.bytes();
    }
    LogicalType type = schema.getLogicalType();
    String text = type == null ? null : LogicalText.of(type, read);
    return text == null ? raw(read) : text;
  }

  private static Object raw(Object value) {
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    if (value instanceof Float number && !Float.isFinite(number)) {
      return number.toString();
    }
    if (value instanceof Double number && !Double.isFinite(number)) {
      return number.toString();
    }
    return value instanceof Number || value instanceof Boolean ? value : value.toString();
  }

  /** As {@link OwnClasses#newArray} does. */
  @Override
  public Object newArray(@Nullable Object old, int size, Schema schema) {
    return new ArrayList<>(Math.min(size, MOST_AHEAD));
  }

  @Override
  public Object newMap(@Nullable Object old, int size) {
    return new LinkedHashMap<>(Math.min(size, MOST_AHEAD));
  }
}
