package io.streamweir.internal.entry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The texts of all scripts, as they lie in the source, and their headers word by word. */
public final class ScriptTexts {
  private static final Path ROOMS = Path.of("src/main/resources/io/streamweir/internal");
  private static final Pattern LINE = Pattern.compile("^-- Needs (.*)$", Pattern.MULTILINE);

  private ScriptTexts() {}

  /** By room and name, as {@code wire/checks}. */
  public static Map<String, String> all() {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(ROOMS)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".lua")).toList()) {
        String name = ROOMS.relativize(file).toString().replace('\\', '/');
        texts.put(name.substring(0, name.length() - ".lua".length()), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  /**
   * What the header says, as it stands there: words by key, or by function, as {@code must(key)}.
   */
  public static Map<String, SortedSet<String>> needs(String text) {
    Map<String, SortedSet<String>> needs = new TreeMap<>();
    LINE.matcher(text)
        .results()
        .map((MatchResult line) -> line.group(1))
        .filter(line -> !line.equals("nothing"))
        .flatMap(line -> Stream.of(line.split("; ")))
        .map(item -> item.split(": "))
        .forEach(item -> needs.put(item[0], new TreeSet<>(List.of(item[1].split(" ")))));
    return needs;
  }

  /** Whether the header says anything, be it that nothing is needed. */
  public static boolean says(String text) {
    return LINE.matcher(text).find();
  }

  /** Whether the text defines effects, or parts of a batch, of {@code settle.lua}. */
  public static boolean isOfEffects(String text) {
    return text.contains("\neffects['") || text.contains("\nparts['");
  }
}
