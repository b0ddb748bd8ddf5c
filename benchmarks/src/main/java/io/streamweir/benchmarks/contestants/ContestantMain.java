package io.streamweir.benchmarks.contestants;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A contestant's JVM. Reads one command per line from standard input and answers each with one
 * line: {@code ok}, perhaps followed by {@code name=value} words, or {@code failed} and why. Ends
 * with its input.
 *
 * <ul>
 *   <li>{@code start …}, {@code stop}, {@code run …}: see {@link Contestant}
 *   <li>{@code mark}: begins to count what this JVM uses; {@code usage}: says how much that was
 * </ul>
 */
public final class ContestantMain {
  private final Contestant contestant;
  private Usage usage = new Usage();

  private ContestantMain(Contestant contestant) {
    this.contestant = contestant;
  }

  /** Runs the contestant that the first argument names against the Redis that the second names. */
  public static void main(String[] arguments) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err); // nobody else may answer
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Contestant contestant = Contestants.open(arguments[0], arguments[1])) {
      new ContestantMain(contestant).serve(commands, answers);
    }
    System.exit(0); // a client's forgotten thread must not keep the JVM
  }

  private void serve(BufferedReader commands, PrintStream answers) throws IOException {
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      answers.println(answer(line));
      answers.flush();
    }
  }

  private String answer(String line) {
    int space = line.indexOf(' ');
    String command = space < 0 ? line : line.substring(0, space);
    try {
      Task figures =
          new Task(carryOut(command, Task.parse(space < 0 ? "" : line.substring(space))));
      return ("ok " + figures.words()).strip();
    } catch (Exception | LinkageError e) {
      e.printStackTrace();
      return "failed " + e;
    }
  }

  private Map<String, String> carryOut(String command, Task task) throws Exception {
    switch (command) {
      case "start" -> contestant.start(task);
      case "stop" -> contestant.stop();
      case "run" -> {
        return words(contestant.run(task));
      }
      case "mark" -> usage = new Usage();
      case "usage" -> {
        return words(Map.of("cpu", usage.cpuMicros(), "allocated", usage.allocatedBytes()));
      }
      default -> throw new IllegalArgumentException("unknown command " + command);
    }
    return Map.of();
  }

  private static Map<String, String> words(Map<String, Double> figures) {
    Map<String, String> words = new LinkedHashMap<>();
    figures.forEach((name, value) -> words.put(name, String.valueOf(value)));
    return words;
  }
}
