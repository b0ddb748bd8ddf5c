package io.streamweir.cli.terminal;

import static io.streamweir.testkit.Patience.PATIENCE;

import io.streamweir.cli.Main;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.Patience;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * The command on a pseudo-terminal of its own, which the program {@code script} of util-linux
 * makes. A shell around it writes down how the terminal was set before and after, and what the
 * command's exit status was.
 */
public final class PtyRun implements AutoCloseable {
  /** Who runs in the background of a script ignores Ctrl-C, and so would all that it starts. */
  private static final List<String> HEARING_CTRL_C = List.of("env", "--default-signal=INT");

  private final Path directory;
  private final Process script;
  private final VirtualScreen screen;
  private final StringBuffer transcript = new StringBuffer();

  private PtyRun(Path directory, int rows, int columns, Process script) {
    this.directory = directory;
    this.script = script;
    this.screen = new VirtualScreen(rows, columns);
    Thread reader = new Thread(this::read, "pty-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Whether this machine has what is needed. */
  static boolean possible() {
    return Files.isExecutable(Path.of("/usr/bin/script"))
        && Files.isDirectory(Path.of("/proc/self"))
        && canHearCtrlC();
  }

  private static boolean canHearCtrlC() {
    List<String> line = new ArrayList<>(HEARING_CTRL_C);
    line.add("true");
    try {
      return new ProcessBuilder(line).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public static PtyRun start(
      Path directory, int rows, int columns, Map<String, String> environment, String... arguments) {
    String command =
        ChildJvm.commandLine(Main.class, arguments).stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    String shell =
        String.join(
            "\n",
            "trap : INT", // so that only the command hears Ctrl-C
            "cd '" + directory + "'",
            "stty rows " + rows + " cols " + columns,
            "tty > tty",
            "stty -g > before",
            "sh -c 'echo $$ > pid; exec \"$@\"' run " + command,
            "echo $? > status",
            "stty -g > after");
    try {
      Files.writeString(directory.resolve("run.sh"), shell);
      List<String> line = new ArrayList<>(HEARING_CTRL_C);
      line.addAll(List.of("script", "-qefc", "sh " + directory.resolve("run.sh"), "/dev/null"));
      ProcessBuilder builder = new ProcessBuilder(line);
      builder.environment().putAll(Map.of("TERM", "xterm", "LC_ALL", "C.UTF-8"));
      builder.environment().remove("NO_COLOR");
      builder.environment().putAll(environment);
      return new PtyRun(directory, rows, columns, builder.redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (Reader output = new InputStreamReader(script.getInputStream(), StandardCharsets.UTF_8)) {
      char[] some = new char[4096];
      for (int read = output.read(some); read >= 0; read = output.read(some)) {
        String text = new String(some, 0, read);
        transcript.append(text);
        screen.feed(text);
      }
    } catch (IOException e) {
      // The end.
    }
  }

  public VirtualScreen screen() {
    return screen;
  }

  /** Everything that was sent to the terminal. */
  public String transcript() {
    return transcript.toString();
  }

  /** Waits until the screen is so. */
  public void await(String what, Predicate<VirtualScreen> so) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .conditionEvaluationListener(
            condition -> {
              if (condition.getRemainingTimeInMS() <= 0) {
                System.err.println(String.join("\n", screen.lines()));
              }
            })
        .until(() -> so.test(screen));
  }

  public void awaitText(String text) {
    await("'" + text + "'", shown -> shown.contains(text));
  }

  /** Types this on the keyboard. */
  public void type(String keys) {
    try {
      OutputStream keyboard = script.getOutputStream();
      keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
      keyboard.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes the terminal's size, of which the command hears by a signal. */
  public void resize(int rows, int columns) {
    screen.resize(rows, columns);
    run("stty", "-F", file("tty"), "rows", "" + rows, "cols", "" + columns);
  }

  /** Sends a signal to the command. */
  public void signal(String name) {
    run("kill", "-" + name, file("pid"));
  }

  /** Lets the command go on, as {@code fg} does, once it has stopped. */
  public void resume() {
    Path stat = Path.of("/proc", file("pid"), "stat");
    Awaitility.await("stopped").atMost(PATIENCE).until(() -> state(stat) == 'T');
    signal("CONT");
  }

  /** Of a process, whose name stands in brackets in front of it. */
  private static char state(Path stat) throws IOException {
    String text = Files.readString(stat);
    return text.charAt(text.lastIndexOf(')') + 2);
  }

  /** Waits for the end and answers with the command's exit status. */
  public int awaitExit() {
    try {
      if (!script.waitFor(Patience.SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("still runs: " + screen.lines());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Integer.parseInt(file("status"));
  }

  public boolean commandRuns() {
    return command().map(ProcessHandle::isAlive).orElse(false);
  }

  /** What the command has started and what that has started. */
  public List<ProcessHandle> children() {
    return command().stream().flatMap(ProcessHandle::descendants).toList();
  }

  private Optional<ProcessHandle> command() {
    return ProcessHandle.of(Long.parseLong(file("pid")));
  }

  /** Takes the terminal away, as a window does that is closed. */
  public void hangUp() {
    script.destroyForcibly();
  }

  /** How the terminal was set before the command and after. */
  public List<String> settings() {
    return List.of(file("before"), file("after"));
  }

  private String file(String name) {
    try {
      return Files.readString(directory.resolve(name)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(String... command) {
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends everything that still runs. */
  @Override
  public void close() {
    List<ProcessHandle> all = script.descendants().toList();
    all.forEach(ProcessHandle::destroyForcibly);
    script.destroyForcibly();
  }
}
