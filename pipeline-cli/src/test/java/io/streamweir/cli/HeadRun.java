package io.streamweir.cli;

import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command in front of {@code head -1}, which reads no further. */
public final class HeadRun {

  private HeadRun() {}

  /** The stacks of the command's threads, to see what it waits for. */
  private static String threads(Process shell) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    StringBuilder stacks = new StringBuilder();
    for (ProcessHandle each : shell.descendants().toList()) {
      Process dump =
          new ProcessBuilder(jcmd, Long.toString(each.pid()), "Thread.print")
              .redirectErrorStream(true)
              .start();
      stacks.append(new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
    return stacks.toString();
  }

  /** Runs it to its end; answers with its own exit status and what came out behind. */
  public static Run of(Path directory, String... arguments) {
    List<String> pipe =
        new ArrayList<>(
            List.of("sh", "-c", "{ \"$@\" 2>err; echo $? >status; } | head -1", "pipe"));
    pipe.addAll(ChildJvm.commandLine(Main.class, arguments));
    Path output = directory.resolve("output");
    try {
      Process process =
          new ProcessBuilder(pipe)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        if (!process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)) {
          throw new IllegalStateException("still runs:\n" + threads(process));
        }
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      String status = Files.readString(directory.resolve("status")).strip();
      String errors = Files.readString(directory.resolve("err"));
      return new Run(Integer.parseInt(status), Files.readString(output), errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
