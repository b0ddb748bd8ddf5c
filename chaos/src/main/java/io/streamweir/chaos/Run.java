package io.streamweir.chaos;

import io.streamweir.chaos.faults.Extent;
import io.streamweir.chaos.faults.Fault;
import io.streamweir.chaos.faults.Faults;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One fault on a server and with workers of its own. */
record Run(Fault fault, long seed, Extent extent) {
  private static final double BRIEF_RATE = 300; // jobs per second: others use the machine, too
  private static final Duration AFTERWARDS = Duration.ofSeconds(1);

  /** Runs it. Never throws: what goes wrong is in the report. */
  RunReport go() {
    long begun = System.nanoTime();
    List<String> violations = new ArrayList<>();
    Field.@Nullable Outcome outcome = null;
    Path directory = newDirectory();
    try (Field field = new Field(fault.setup(usual(), extent), seed, directory)) {
      try {
        field.begin();
        fault.strike(field, extent);
        Waiting.pause(AFTERWARDS);
      } catch (RuntimeException e) {
        violations.add(fault.name() + " broke off: " + e);
      }
      outcome = field.finish();
      violations.addAll(outcome.violations());
      violations.addAll(late(outcome));
      if (!violations.isEmpty()) {
        keepLogs(field);
      }
    } catch (RuntimeException e) {
      violations.add("the run broke off: " + e);
    } finally {
      delete(directory);
    }
    return new RunReport(
        fault,
        seed,
        prioritized(),
        Duration.ofNanos(System.nanoTime() - begun),
        outcome,
        violations);
  }

  private Setup usual() {
    Setup usual = Setup.usual(seed);
    if (extent == Extent.SHORT) {
      usual = usual.withRate(BRIEF_RATE);
    }
    return usual.withSettings(usual.settings().withPriorities(prioritized()));
  }

  /** By turns from fault to fault, and from seed to seed. */
  private boolean prioritized() {
    return Math.floorMod(seed + Faults.all().indexOf(fault), 2) == 1;
  }

  /** In a build's short form the machine is shared, so times are told and do not count. */
  private List<String> late(Field.Outcome outcome) {
    return extent == Extent.SHORT
        ? List.of()
        : outcome.measurements().stream()
            .filter(measurement -> !measurement.inTime())
            .map(measurement -> "too late: " + measurement)
            .toList();
  }

  private void keepLogs(Field field) {
    try {
      Path logs = Path.of(System.getProperty("streamweir.chaos.logs", "."));
      Files.createDirectories(logs);
      Path log = logs.resolve("chaos-" + fault.name() + ".log");
      Files.writeString(log, field.workers().output() + "--- server\n" + field.serverOutput());
      field.note("logs: " + log.toAbsolutePath());
    } catch (IOException e) {
      field.note("logs could not be kept: " + e);
    }
  }

  private static Path newDirectory() {
    try {
      return Files.createTempDirectory("streamweir-chaos-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + directory, e);
    }
  }
}
