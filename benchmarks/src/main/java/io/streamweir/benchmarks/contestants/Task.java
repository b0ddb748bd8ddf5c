package io.streamweir.benchmarks.contestants;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a contestant is told, as words of the form {@code name=value}. Immutable.
 *
 * @param settings values by name; without spaces
 */
public record Task(Map<String, String> settings) {
  /** Keeps a copy. */
  public Task {
    settings = Map.copyOf(settings);
  }

  /** Reads the words behind a command. */
  public static Task parse(String words) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String word : words.strip().split("\\s+")) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        settings.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return new Task(settings);
  }

  /** The words. */
  public String words() {
    StringBuilder words = new StringBuilder();
    settings.forEach((name, value) -> words.append(' ').append(name).append('=').append(value));
    return words.toString().strip();
  }

  /** The value as it was given. */
  public String text(String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the task lacks " + name + ": " + settings);
    }
    return value;
  }

  /** The value as a number. */
  public int number(String name) {
    return Integer.parseInt(text(name));
  }
}
