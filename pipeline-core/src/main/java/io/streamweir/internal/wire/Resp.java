package io.streamweir.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the nested lists, byte strings and numbers of a RESP2 reply. */
public final class Resp {
  private Resp() {}

  public static List<?> list(@Nullable Object reply) {
    return reply instanceof List<?> list ? list : List.of();
  }

  public static String text(@Nullable Object reply) {
    return reply instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(reply);
  }

  public static long number(@Nullable Object reply) {
    return reply instanceof Long number ? number : Long.parseLong(text(reply));
  }

  /** A sorted set's score, of which the fraction is left out. */
  public static long score(@Nullable Object reply) {
    return (long) Double.parseDouble(text(reply));
  }

  public static List<String> texts(@Nullable Object reply) {
    List<String> texts = new ArrayList<>();
    list(reply).forEach(item -> texts.add(text(item)));
    return texts;
  }

  /** A flat list of names and values. */
  public static Map<String, Object> named(@Nullable Object reply) {
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

  /** The number with which a reply begins. */
  public static long first(List<Object> reply) {
    return number(reply.get(0));
  }
}
