package io.streamweir.pipeline;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The rule for names that become part of Redis keys: pipelines, stages, states and namespaces. */
public final class Names {
  /** The namespace of a link that names none. */
  public static final String DEFAULT_NAMESPACE = "sw";

  private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?");

  private static final Set<String> CHECKED = ConcurrentHashMap.newKeySet();
  private static final int MOST_REMEMBERED = 1_000;

  private Names() {}

  /**
   * Returns the name where it is 1 to 64 lower-case letters, digits and inner hyphens.
   *
   * @throws IllegalArgumentException otherwise, saying what kind of name it is and what is allowed
   */
  public static String check(String kind, String name) {
    if (CHECKED.contains(name)) {
      return name;
    }
    if (!allowed(name)) {
      throw new IllegalArgumentException(
          kind + " name '" + name + "': use 1 to 64 lower-case letters, digits and inner hyphens");
    }
    if (CHECKED.size() < MOST_REMEMBERED) {
      CHECKED.add(name); // counters name their group once per entry
    }
    return name;
  }

  /** Whether the name is such a one. */
  public static boolean allowed(String name) {
    return NAME.matcher(name).matches();
  }
}
