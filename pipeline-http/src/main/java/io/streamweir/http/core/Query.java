package io.streamweir.http.core;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes percent-encoded parts of a request's target apart. */
final class Query {
  private Query() {}

  static Map<String, List<String>> parse(String query) {
    if (query.isEmpty()) {
      return Map.of();
    }
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (String part : query.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      String value = equals < 0 ? "" : part.substring(equals + 1);
      if (!name.isEmpty()) {
        all.computeIfAbsent(form(name), any -> new ArrayList<>(1)).add(form(value));
      }
    }
    return all;
  }

  /** One segment of a path. */
  static String segment(String text) {
    return text.indexOf('%') < 0 ? text : form(text.replace("+", "%2B"));
  }

  private static String form(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Problem.of(ProblemType.BAD_REQUEST, "the path or the query is not percent-encoded")
          .asException();
    }
  }
}
