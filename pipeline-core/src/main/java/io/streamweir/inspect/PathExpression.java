package io.streamweir.inspect;

import io.streamweir.codec.PayloadJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One expression of a {@link JobFilter}. Immutable. */
final class PathExpression {
  /** A name, an item of a list, or a quoted name; the operator ends the path. */
  private static final Pattern STEP =
      Pattern.compile(
          "(?<name>[^.\\[\\]=!\"]+)|\\[(?<item>\\d{1,9})]"
              + "|\\[\"(?<quoted>(?:[^\"\\\\]|\\\\[\"\\\\])*+)\"]");

  private final String text;
  private final List<Object> path; // names, and numbers of items
  private final boolean equal;
  private final String value;

  private PathExpression(String text, List<Object> path, boolean equal, String value) {
    this.text = text;
    this.path = path;
    this.equal = equal;
    this.value = value;
  }

  static PathExpression parse(String text) {
    List<Object> path = new ArrayList<>();
    Matcher step = STEP.matcher(text);
    int at = 0;
    while (at < text.length() && text.charAt(at) != '=' && text.charAt(at) != '!') {
      boolean bracket = text.charAt(at) == '[';
      boolean dot = !bracket && !path.isEmpty();
      if (dot && text.charAt(at) != '.') {
        throw wrong(text, at, "expected a dot, [, = or !=");
      }
      if (!step.region(dot ? at + 1 : at, text.length()).lookingAt()
          || bracket != (step.group("name") == null)) {
        throw wrong(
            text, dot ? at + 1 : at, bracket ? "expected [0] or [\"key\"]" : "expected a name");
      }
      path.add(step(step));
      at = step.end();
    }
    if (path.isEmpty()) {
      throw wrong(text, at, "expected a path");
    }
    boolean equal = text.startsWith("=", at);
    if (!equal && !text.startsWith("!=", at)) {
      throw wrong(text, at, "expected = or !=");
    }
    return new PathExpression(text, path, equal, text.substring(at + (equal ? 1 : 2)));
  }

  private static Object step(Matcher step) {
    if (step.group("item") != null) {
      return Integer.valueOf(step.group("item"));
    }
    return step.group("name") != null
        ? step.group("name")
        : step.group("quoted").replaceAll("\\\\(.)", "$1");
  }

  private static IllegalArgumentException wrong(String text, int at, String why) {
    String found = at < text.length() ? "'" + text.substring(at) + "'" : "its end";
    return new IllegalArgumentException(
        "filter '" + text + "': " + why + ", found " + found + "; use path=value or path!=value");
  }

  boolean matches(@Nullable Object payload) {
    Object at = payload;
    for (Object step : path) {
      if (at instanceof Map<?, ?> map && map.containsKey(step)) {
        at = map.get(step);
      } else if (at instanceof List<?> list && step instanceof Integer i && i < list.size()) {
        at = list.get(i);
      } else {
        return false;
      }
    }
    return value.equals(at instanceof String name ? name : PayloadJson.json(at)) == equal;
  }

  @Override
  public String toString() {
    return text;
  }
}
