package io.streamweir.chaos.faults;

import io.streamweir.chaos.oracle.Allowance;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.stream.Stream;

/**
 * The server's machine loses its power, with the log synced every second. A killed process alone
 * loses nothing, since the operating system still writes what it was given; so the end of the log,
 * as far as it was written within the last second, is cut off as well.
 */
final class PowerLost implements Fault {
  private static final Duration UNSYNCED = Duration.ofSeconds(1);
  private static final Duration SAMPLE = Duration.ofMillis(20);

  @Override
  public String name() {
    return "power-lost";
  }

  @Override
  public String how() {
    return "kill -9 of the server with appendfsync everysec, the last second of its log cut off,"
        + " and a restart";
  }

  @Override
  public Setup setup(Setup usual, Extent extent) {
    return usual.withServer("--appendonly yes", "--appendfsync everysec");
  }

  /** How long the log was at a time. */
  private record Sample(long at, long bytes) {}

  @Override
  public void strike(Field field, Extent extent) {
    Path log = log(Path.of(field.site().redis().configGet("dir").get("dir")));
    Deque<Sample> samples = new ArrayDeque<>();
    Duration length = UNSYNCED.multipliedBy(2);
    long until = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < until) {
      samples.add(new Sample(System.nanoTime(), size(log)));
      Waiting.pause(SAMPLE);
    }
    field.site().server().kill();
    long killed = System.nanoTime();
    Sample kept =
        samples.stream()
            .filter(sample -> sample.at() <= killed - UNSYNCED.toNanos())
            .max(Comparator.comparingLong(Sample::at))
            .orElseThrow();
    long complete = complete(samples, kept);
    long cut = size(log) - kept.bytes();
    truncate(log, kept.bytes());
    field.note(
        "the last "
            + cut
            + " bytes of the log were lost, written within "
            + Duration.ofNanos(killed - kept.at()).toMillis()
            + " ms");
    field.allow(Allowance.losing(job -> job.endedAt() >= complete && job.begunAt() <= killed));
    field.site().server().restart();
    field.measured(
        "progress after the server was ready",
        field.awaitProgress("work went on"),
        ServerKilled.BOUND);
  }

  /**
   * Since when something may have been answered and not be in the log as it is kept: while Redis
   * syncs, it puts writes off, for up to 2 s. Each write is of all that was answered before, and
   * the last one came after the log was shorter for the last time.
   */
  private static long complete(Deque<Sample> samples, Sample kept) {
    return samples.stream()
        .filter(sample -> sample.bytes() < kept.bytes())
        .mapToLong(Sample::at)
        .max()
        .orElseGet(() -> samples.getFirst().at());
  }

  private static Path log(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".incr.aof"))
          .max(Comparator.naturalOrder())
          .orElseThrow(() -> new IllegalStateException("no append-only file in " + directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void truncate(Path file, long bytes) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
