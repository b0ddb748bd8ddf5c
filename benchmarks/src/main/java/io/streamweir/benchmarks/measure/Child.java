package io.streamweir.benchmarks.measure;

import io.streamweir.benchmarks.contestants.ContestantMain;
import io.streamweir.benchmarks.contestants.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A contestant's process, told what to do line by line. Every one runs with the same options. */
public final class Child implements AutoCloseable {
  private static final long EXIT_SECONDS = 10;

  private final String name;
  private final Process process;
  private final PrintStream commands;
  private final BufferedReader answers;

  private Child(String name, List<String> command, Path folder) throws IOException {
    this.name = name;
    this.process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /** Starts the JVM of a contestant, which the class {@code Contestants} knows by this name. */
  public static Child java(String contestant, String uri, List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath()));
    command.addAll(List.of(ContestantMain.class.getName(), contestant, uri));
    return new Child(contestant, command, Path.of("").toAbsolutePath());
  }

  /** Surefire hides the true class path behind a jar of its own and says it in a property. */
  private static String classPath() {
    String own = System.getProperty("java.class.path", "");
    return System.getProperty("surefire.test.class.path", own);
  }

  /** Starts a program in a folder that speaks as {@link ContestantMain} does. */
  public static Child program(String name, List<String> command, Path folder) throws IOException {
    return new Child(name, command, folder);
  }

  /**
   * Sends a command and waits for its answer.
   *
   * @throws IllegalStateException where the contestant failed or is gone
   */
  public Task ask(String command) throws IOException {
    commands.println(command);
    String answer = answer();
    if (!answer.startsWith("ok")) {
      throw new IllegalStateException(name + " answered '" + command + "' with " + answer);
    }
    return Task.parse(answer.substring(2));
  }

  /** What a JVM prints about its options is passed over. */
  private String answer() throws IOException {
    String line = answers.readLine();
    while (line != null && !line.startsWith("ok") && !line.startsWith("failed")) {
      line = answers.readLine();
    }
    return line == null ? "nothing, for it is gone" : line;
  }

  /** The same with settings. */
  public Task ask(String command, Map<String, ?> settings) throws IOException {
    StringBuilder words = new StringBuilder(command);
    settings.forEach((key, value) -> words.append(' ').append(key).append('=').append(value));
    return ask(words.toString());
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Ends the process: politely, then not. */
  @Override
  public void close() {
    commands.close();
    try {
      if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
