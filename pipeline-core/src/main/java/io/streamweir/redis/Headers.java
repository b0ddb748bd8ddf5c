package io.streamweir.redis;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Text pairs on the wire: {@code application/x-www-form-urlencoded}, which every language can write
 * and read.
 */
public final class Headers {
  private Headers() {}

  /** The pairs as one text, or null where there are none. */
  public static @Nullable String encode(Map<String, String> pairs) {
    if (pairs.isEmpty()) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    pairs.forEach(
        (name, value) -> {
          text.append(text.isEmpty() ? "" : "&");
          text.append(URLEncoder.encode(name, StandardCharsets.UTF_8)).append('=');
          text.append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        });
    return text.toString();
  }

  /** The pairs of a text; null and malformed parts give none. Immutable. */
  public static Map<String, String> decode(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return Map.of();
    }
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        pairs.put(unescape(pair.substring(0, equals)), unescape(pair.substring(equals + 1)));
      }
    }
    return Map.copyOf(pairs);
  }

  private static String unescape(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
