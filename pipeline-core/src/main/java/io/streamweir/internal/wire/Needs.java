package io.streamweir.internal.wire;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which commands are run on which keys: by a script, as the headers of its texts say it, or beside
 * scripts. Keys go by the names of the methods of {@code Keys}; {@link #SERVER} has the commands
 * that take none. Immutable.
 *
 * <p>A line of a header is {@code -- Needs inbox: must XADD; server: TIME}. A word in capitals is a
 * command, with {@code |} in front of a subcommand. Any other is a function of a text in front,
 * whose header says what it needs of its argument: {@code -- Needs must(key): TYPE}.
 */
public final class Needs {
  /** In place of a key. */
  public static final String SERVER = "server";

  private static final Pattern LINE = Pattern.compile("^-- Needs (.*)$", Pattern.MULTILINE);
  private static final Pattern ITEM = Pattern.compile("(\\w+)(\\(\\w+\\))?: ([^;]+)");
  private static final String NOTHING = "nothing";

  private final SortedMap<String, SortedSet<String>> commands;
  private final boolean script;

  private Needs(SortedMap<String, SortedSet<String>> commands, boolean script) {
    this.commands = commands;
    this.script = script;
  }

  /** Commands on a key that are sent beside scripts. */
  public static Needs of(String key, String... commands) {
    return new Needs(new TreeMap<>(Map.of(key, new TreeSet<>(List.of(commands)))), false);
  }

  /** What a script of these texts, one behind the other, needs by their headers. */
  static Needs ofScript(String texts) {
    Map<String, List<String>> functions = new HashMap<>();
    Map<String, SortedSet<String>> words = new HashMap<>();
    Matcher line = LINE.matcher(texts);
    while (line.find()) {
      read(line.group(1), functions, words);
    }
    SortedMap<String, SortedSet<String>> commands = new TreeMap<>();
    words.forEach(
        (key, those) -> {
          SortedSet<String> expanded = commands.computeIfAbsent(key, k -> new TreeSet<>());
          those.forEach(word -> expanded.addAll(expand(word, functions)));
        });
    return new Needs(commands, true);
  }

  private static void read(
      String line, Map<String, List<String>> functions, Map<String, SortedSet<String>> words) {
    if (line.equals(NOTHING)) {
      return;
    }
    for (String part : line.split("; ")) {
      Matcher item = ITEM.matcher(part);
      if (!item.matches()) {
        throw new IllegalStateException("a script's header cannot be read: " + part);
      }
      List<String> those = Arrays.asList(item.group(3).split(" "));
      if (item.group(2) != null) {
        functions.put(item.group(1), those);
      } else {
        words.computeIfAbsent(item.group(1), key -> new TreeSet<>()).addAll(those);
      }
    }
  }

  private static List<String> expand(String word, Map<String, List<String>> functions) {
    if (Character.isUpperCase(word.charAt(0))) {
      return List.of(word);
    }
    List<String> commands = functions.get(word);
    if (commands == null) {
      throw new IllegalStateException("no text in front of the script has the function " + word);
    }
    return commands;
  }

  /** The commands on the key of this name, or {@link #SERVER}. */
  public Set<String> of(String key) {
    return Collections.unmodifiableSet(commands.getOrDefault(key, Collections.emptySortedSet()));
  }

  /** The commands by key, in the form of Redis' access control lists: {@code XINFO|GROUPS}. */
  public Map<String, SortedSet<String>> commands() {
    return Collections.unmodifiableMap(commands);
  }

  /** Whether a script is given the keys, which must then be open to its user by one rule. */
  public boolean isScript() {
    return script;
  }

  @Override
  public String toString() {
    return commands.toString();
  }
}
