package io.streamweir.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the nested lists, byte strings and numbers of a RESP2 reply. */
final class Resp {
  private Resp() {}

  static List<?> list(@Nullable Object reply) {
    return reply instanceof List<?> list ? list : List.of();
  }

  static String text(@Nullable Object reply) {
    return reply instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(reply);
  }

  static long number(@Nullable Object reply) {
    return reply instanceof Long number ? number : Long.parseLong(text(reply));
  }

  /** A sorted set's score, of which the fraction is left out. */
  static long score(@Nullable Object reply) {
    return (long) Double.parseDouble(text(reply));
  }

  static List<String> texts(@Nullable Object reply) {
    List<String> texts = new ArrayList<>();
    list(reply).forEach(item -> texts.add(text(item)));
    return texts;
  }

  /** A flat list of names and values. */
  static Map<String, Object> named(@Nullable Object reply) {
    List<?> flat = list(reply);
    Map<String, Object> named = new HashMap<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      Object value = flat.get(i + 1);
      if (value != null) {
        named.put(text(flat.get(i)), value);
      }
    }
    return named;
  }

  /** An entry of a flat list of fields. */
  static Entry entry(@Nullable Object id, @Nullable Object fields, int deliveries) {
    EntryFields collected = new EntryFields();
    collected.id = text(id);
    List<?> flat = list(fields);
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      if (flat.get(i) instanceof byte[] name && flat.get(i + 1) instanceof byte[] value) {
        collected.put(name.length == 0 ? 0 : name[0], name.length, ByteBuffer.wrap(value));
      }
    }
    return new Entry(collected, deliveries);
  }
}
