package io.streamweir.internal.entry;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text pairs on the wire: {@code application/x-www-form-urlencoded}, which every language can write
 * and read.
 */
public final class Headers {
  private static final Pattern TRACE_PARENT =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}.*");

  private static final Set<String> TRACE = Set.of("traceparent", "tracestate");

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

  /**
   * The trace id of a W3C trace context among the pairs, or null where there is none. Cheap where
   * there are no headers.
   */
  public static @Nullable String traceId(@Nullable String text) {
    String parent = parent(text);
    return parent == null ? null : parent.substring(3, 35);
  }

  /** The same where the trace is sampled, so that it can be looked at. */
  public static @Nullable String sampledTraceId(@Nullable String text) {
    String parent = parent(text);
    if (parent == null || (Integer.parseInt(parent.substring(53, 55), 16) & 1) == 0) {
      return null;
    }
    return parent.substring(3, 35);
  }

  private static @Nullable String parent(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String parent = decode(text).getOrDefault("traceparent", "");
    return TRACE_PARENT.matcher(parent).matches() ? parent : null;
  }

  /**
   * The pairs that carry a trace on: those of a W3C trace context, and what whoever observes the
   * entry has put in beside what came with it.
   *
   * @param came with the entry
   * @param onward the same of what goes on
   */
  public static Map<String, String> trace(@Nullable String came, @Nullable String onward) {
    Map<String, String> before = decode(came);
    Map<String, String> trace = new LinkedHashMap<>(decode(onward));
    trace
        .entrySet()
        .removeIf(
            pair ->
                !TRACE.contains(pair.getKey())
                    && pair.getValue().equals(before.get(pair.getKey())));
    return trace;
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
