package io.streamweir.cli.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * What standard input, output and error lead to. Java cannot ask, so the launcher says so in system
 * properties; without them Linux's list of open files does.
 *
 * @param in whether standard input is a terminal
 * @param out whether standard output is a terminal
 * @param err whether standard error is a terminal
 * @param columns the terminal's width; 80 where it is unknown
 * @param dumb whether it cannot move the cursor, nor show colours
 * @param plain whether its user wants no colours
 * @param unicode whether characters beyond ASCII can be shown
 */
public record Terminal(
    boolean in,
    boolean out,
    boolean err,
    int columns,
    boolean dumb,
    boolean plain,
    boolean unicode) {
  private static final int DEFAULT_COLUMNS = 80;

  public static Terminal ofProcess(Map<String, String> environment) {
    String said = System.getProperty("streamweir.terminal");
    boolean in = said == null ? leadsToTerminal(0) : said.contains("in");
    boolean out = said == null ? leadsToTerminal(1) : said.contains("out");
    boolean err = said == null ? leadsToTerminal(2) : said.contains("err");
    String type = environment.getOrDefault("TERM", "");
    boolean dumb = type.isEmpty() || type.equals("dumb");
    // As no-color.org says: present and not empty.
    boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    int columns = Integer.getInteger("streamweir.columns", DEFAULT_COLUMNS);
    return new Terminal(
        in, out, err, columns < 20 ? DEFAULT_COLUMNS : columns, dumb, plain, showsUnicode());
  }

  /** No terminal at all. */
  public static Terminal none() {
    return new Terminal(false, false, false, DEFAULT_COLUMNS, true, true, true);
  }

  /** The same for a user who wants no colours. */
  public Terminal withoutColour() {
    return new Terminal(in, out, err, columns, dumb, true, unicode);
  }

  private static boolean leadsToTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static boolean showsUnicode() {
    String own = System.getProperty("sun.jnu.encoding", "");
    String shown = System.getProperty("streamweir.charset", own); // before the launcher changed it
    return shown.toUpperCase(Locale.ROOT).startsWith("UTF");
  }

  /** Whether there is somebody who reads a question and can answer it. */
  public boolean answers() {
    return in && err;
  }

  /** Whether standard output takes colours. */
  public boolean colour() {
    return out && !dumb && !plain;
  }

  /** Whether standard error takes colours. */
  public boolean errColour() {
    return err && !dumb && !plain;
  }

  /** Whether standard output can be drawn over. */
  boolean redraws() {
    return out && !dumb;
  }

  /** Whether standard error can be drawn over. */
  public boolean errRedraws() {
    return err && !dumb;
  }

  /** The text in an ANSI colour or style, where standard output takes colours. */
  public String paint(int code, String text) {
    return colour() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
