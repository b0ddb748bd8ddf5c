package io.streamweir.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A main class in a JVM of its own with this JVM's class path, so that a test can kill it at a
 * point of its choice. Its standard output and error are captured together; its standard input is
 * empty. All methods may be called from any thread, and the JVM never outlives this one.
 *
 * <p>If the system property {@value #REHEARSAL} names a main class, with its arguments behind it,
 * that program runs once before the first JVM. All JVMs then begin with the classes that it loaded,
 * in about half the processor time. It must end by itself.
 */
public final class ChildJvm implements AutoCloseable {
  static final String REHEARSAL = "streamweir.rehearsal";

  private final ScratchDirectory directory = ScratchDirectory.create("streamweir-jvm-");
  private final ChildProcess process;

  private ChildJvm(List<String> command, Map<String, String> environment) throws IOException {
    process = ChildProcess.start(command, environment, directory.file("output.log"));
    AtJvmExit.close(this);
  }

  /**
   * Starts {@code main} with the arguments.
   *
   * @throws UncheckedIOException where the JVM cannot be run at all
   */
  public static ChildJvm start(Class<?> main, String... arguments) {
    return start(List.of(), Map.of(), main, arguments);
  }

  /**
   * Starts {@code main} with the arguments.
   *
   * @param options of the JVM, such as {@code -Dname=value}, behind our own
   * @param environment variables that the JVM gets beside those of this one
   * @throws UncheckedIOException where the JVM cannot be run at all
   */
  public static ChildJvm start(
      List<String> options, Map<String, String> environment, Class<?> main, String... arguments) {
    try {
      return new ChildJvm(command(options, main, arguments), environment);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + main.getName(), e);
    }
  }

  /** The program and arguments that {@code start} runs, for a test that runs them its own way. */
  public static List<String> commandLine(Class<?> main, String... arguments) {
    return command(List.of(), main, arguments);
  }

  private static List<String> command(List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(Classes.ARCHIVE.options());
    command.addAll(options);
    command.addAll(List.of("-cp", Classes.ARCHIVE.classPath()));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Made when the first JVM needs it. */
  private static final class Classes {
    static final ClassArchive ARCHIVE = archive();

    private static ClassArchive archive() {
      String rehearsal = System.getProperty(REHEARSAL, "").strip();
      return rehearsal.isEmpty()
          ? ClassArchive.none(classPath())
          : ClassArchive.of(List.of(rehearsal.split("\\s+")), classPath());
    }
  }

  /** Surefire hides the true class path behind a jar of its own and says it in a property. */
  private static String classPath() {
    String own = System.getProperty("java.class.path", "");
    String tested = System.getProperty("surefire.test.class.path", "");
    return tested.isEmpty() ? own : tested + File.pathSeparator + own;
  }

  /** Returns the process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether the JVM runs; a frozen one does. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Returns the end of what the JVM has printed so far. */
  public String output() {
    return ChildProcess.tail(directory.file("output.log"));
  }

  /**
   * Waits until the JVM has printed the text.
   *
   * @throws IllegalStateException with what it printed instead, where it ends or the time runs out
   */
  public void awaitOutput(String text, Duration patience) {
    Patience.await(patience, () -> output().contains(text) || !process.isAlive());
    if (!output().contains(text)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT, "expected '%s' within %s, got:%n%s", text, patience, output()));
    }
  }

  /** Waits for the end and returns the exit status, or nothing where the time runs out. */
  public OptionalInt awaitExit(Duration patience) {
    boolean ended = process.endsWithin(patience);
    return ended ? OptionalInt.of(process.exitStatus()) : OptionalInt.empty();
  }

  /** Sends SIGKILL and waits until the JVM is gone. */
  public void kill() {
    process.kill();
  }

  /** Sends SIGTERM; the JVM's shutdown hooks run. */
  public void terminate() {
    process.terminate();
  }

  /** Freezes the JVM, as a long pause of its garbage collector or its machine would. */
  public void pause() {
    process.pause();
  }

  /** Thaws a JVM that {@link #pause} froze. */
  public void resume() {
    process.resume();
  }

  /** Kills the JVM where it still runs, and forgets what it printed. */
  @Override
  public void close() {
    kill();
    directory.close();
    AtJvmExit.forget(this);
  }
}
