package io.streamweir.chaos.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A wall clock that shows another time to a process which is started with it, and may be set while
 * the process runs: <a href="https://github.com/wolfcw/libfaketime">libfaketime</a>. How fast it
 * goes, and what the process measures with its monotonic clock, stay right.
 */
final class WrongClock {
  private static final String LIBRARY = "faketime/libfaketimeMT.so.1";
  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu", LIBRARY),
          Path.of("/usr/lib/aarch64-linux-gnu", LIBRARY),
          Path.of("/usr/lib64", LIBRARY),
          Path.of("/usr/lib", LIBRARY),
          Path.of("/usr/local/lib", LIBRARY));

  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private final Path file;

  /** A clock that keeps its offset in this file. */
  WrongClock(Path file, String offset) {
    this.file = file;
    set(offset);
  }

  static Optional<Path> library() {
    return PLACES.stream().filter(Files::isReadable).findFirst();
  }

  /**
   * Sets it, which the process sees within a second.
   *
   * @param offset from the true time, such as {@code +5h} or {@code -2d}
   */
  void set(String offset) {
    try {
      Files.writeString(file, offset + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Deletes the names of the shared memory that the library makes for each process, and leaves
   * behind where that is killed. The process keeps what it has open.
   */
  static void tidyUp(long pid) {
    for (String name : List.of("faketime_shm_" + pid, "sem.faketime_sem_" + pid)) {
      try {
        Files.deleteIfExists(SHARED_MEMORY.resolve(name));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The variables of a process that is to see it. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library().orElseThrow().toString(),
        "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        "FAKETIME_FORCE_MONOTONIC_FIX", "0"); // else every timed wait of a JVM ends at once
  }
}
