package io.streamweir.spring.boot.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What handlers of all instances have done, in a file: it outlives each process and Redis. */
final class Ledger {
  private static final long WORK_MILLIS = 20;

  private final Path file;

  Ledger(Path file) {
    this.file = file;
  }

  /** A handler's work: it takes its time, and is done once it is written. */
  void work(String entry) throws InterruptedException {
    do {
      TimeUnit.MILLISECONDS.sleep(WORK_MILLIS);
    } while (entry.contains("held") && !Files.exists(gate(entry)));
    write(entry);
  }

  /** What is appended in one piece is never mixed with what other processes append. */
  private void write(String entry) {
    try {
      Files.writeString(file, entry + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> entries() {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets go a piece of work. What has {@code held} in its name waits for that. */
  void letGo(String entry) {
    try {
      Files.createFile(gate(entry));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path gate(String entry) {
    return file.resolveSibling(entry);
  }
}
