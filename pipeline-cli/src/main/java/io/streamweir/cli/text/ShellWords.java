package io.streamweir.cli.text;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Words as a user gives them to a shell. */
public final class ShellWords {
  private static final Pattern PLAIN = Pattern.compile("[\\w./:@=+,-]+");

  private ShellWords() {}

  /** The words on one line, in quotes where they need some. */
  public static String of(List<String> words) {
    return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
