package io.streamweir.cli;

import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.Output;
import io.streamweir.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** One run of the command in this JVM, and what came of it. */
public record Run(int status, String out, String err) {
  static {
    // Conditions run whole commands: a long wait asks less often, and leaves the processors to
    // others. Without the delay the first question would come at once.
    Awaitility.setDefaultPollDelay(Duration.ofMillis(100));
    Awaitility.setDefaultPollInterval((asked, last) -> Duration.ofMillis(asked < 5 ? 100 : 400));
  }

  public static Run of(String... args) {
    return with(Map.of(), new byte[0], args);
  }

  static Run withInput(String input, String... args) {
    return with(Map.of(), input.getBytes(StandardCharsets.UTF_8), args);
  }

  public static Run withEnvironment(Map<String, String> environment, String... args) {
    return with(environment, new byte[0], args);
  }

  /** On such a terminal. */
  static Run onTerminal(Terminal terminal, String... args) {
    return with(terminal, Map.of(), new byte[0], args);
  }

  /** On such a terminal, where this is typed. */
  public static Run onTerminal(Terminal terminal, String typed, List<String> args) {
    byte[] input = typed.getBytes(StandardCharsets.UTF_8);
    return with(terminal, Map.of(), input, args.toArray(String[]::new));
  }

  /** With these providers of pipelines in place of those of the class path. */
  static Run withProviders(ClassLoader providers, String... args) {
    return with(Terminal.none(), Map.of(), new byte[0], providers, args);
  }

  private static Run with(Map<String, String> environment, byte[] input, String... args) {
    return with(Terminal.none(), environment, input, args);
  }

  private static Run with(
      Terminal terminal, Map<String, String> environment, byte[] input, String... args) {
    return with(terminal, environment, input, Run.class.getClassLoader(), args);
  }

  private static Run with(
      Terminal terminal,
      Map<String, String> environment,
      byte[] input,
      ClassLoader providers,
      String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Session session =
        new Session(
            Output.to(out),
            Output.toErrors(err),
            new ByteArrayInputStream(input),
            terminal,
            environment,
            providers);
    int status = Main.run(session, args);
    session.err().flush();
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The lines on standard output. */
  public List<String> lines() {
    return out.lines().toList();
  }

  /** Everything that was printed. */
  public String all() {
    return out + err;
  }
}
