package io.streamweir.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
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

  /** What is made of each pair of a flat list, as of a member and its score. */
  public static <T> List<T> pairs(@Nullable Object reply, BiFunction<Object, Object, T> made) {
    List<?> flat = list(reply);
    List<T> pairs = new ArrayList<>(flat.size() / 2);
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      pairs.add(made.apply(flat.get(i), flat.get(i + 1)));
    }
    return pairs;
  }

  /** A flat list of members and scores. */
  public static Map<String, Long> scores(@Nullable Object reply) {
    Map<String, Long> scores = new HashMap<>();
    pairs(reply, (member, score) -> scores.put(text(member), score(score)));
    return scores;
  }

  /** A flat list of names and values. */
  public static Map<String, Object> named(@Nullable Object reply) {
    Map<String, Object> named = new HashMap<>();
    pairs(reply, (name, value) -> value == null ? null : named.put(text(name), value));
    return named;
  }

  /** The number with which a reply begins. */
  public static long first(List<Object> reply) {
    return number(reply.get(0));
  }
}
