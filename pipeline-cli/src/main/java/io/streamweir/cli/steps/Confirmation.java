package io.streamweir.cli.steps;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.session.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Option;

/** Has a person say yes before a command changes many things. */
public final class Confirmation {
  private static final Set<String> YES = Set.of("y", "yes");

  @Option(
      names = "--yes",
      description = "Do not ask first. Needed where there is no terminal to ask at")
  private boolean given;

  /**
   * Whether the command must ask.
   *
   * @throws UsageException where it must, and there is no terminal
   */
  public boolean needed(Session session) {
    if (!given && !session.terminal().answers()) {
      throw new UsageException("give --yes: there is no terminal to ask at");
    }
    return !given;
  }

  /**
   * Asks.
   *
   * @throws CommandFailedException where the answer is anything but yes
   */
  public static void ask(Session session, String question) {
    session.err().print(question + " [y/N] ");
    if (!YES.contains(answer(session).strip().toLowerCase(Locale.ROOT))) {
      throw new CommandFailedException("nothing was done");
    }
  }

  private static String answer(Session session) {
    var in = new BufferedReader(new InputStreamReader(session.in(), StandardCharsets.UTF_8));
    try {
      String line = in.readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
