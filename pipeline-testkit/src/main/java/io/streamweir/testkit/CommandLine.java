package io.streamweir.testkit;

import java.util.List;
import java.util.stream.Stream;

/** Server options as a person writes them, {@code --save "60 1"}, taken apart into words. */
final class CommandLine {
  private CommandLine() {}

  /** Splits each option at its first blank; a quoted value loses its quotes. */
  static List<String> words(List<String> options) {
    return options.stream().flatMap(CommandLine::words).toList();
  }

  private static Stream<String> words(String option) {
    String[] nameAndValue = option.strip().split("\\s+", 2);
    return Stream.of(nameAndValue).map(CommandLine::unquoted);
  }

  private static String unquoted(String word) {
    boolean quoted = word.length() >= 2 && word.startsWith("\"") && word.endsWith("\"");
    return quoted ? word.substring(1, word.length() - 1) : word;
  }
}
