package io.streamweir.chaos;

import io.streamweir.chaos.faults.Extent;
import io.streamweir.chaos.faults.Fault;
import io.streamweir.chaos.faults.Faults;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.MemoryLog;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Hours on one server: jobs of a numbered source flow at a steady rate, and one of the faults that
 * must lose nothing strikes every few seconds.
 */
final class Soak implements Fault {
  /** Entries that half an hour must see. */
  private static final long ENTRIES_PER_HALF_HOUR = 5_000_000;

  private static final List<Fault> RANDOM =
      List.of(
              "worker-killed",
              "worker-hangs",
              "connections-killed",
              "connections-cut",
              "connections-delayed",
              "replies-dropped",
              "requests-dropped",
              "half-open",
              "server-killed",
              "server-full",
              "stage-paused")
          .stream()
          .map(Faults::find)
          .toList();
  private static final int SLACK_MIB = 32;
  private static final double RATE = 1_500;

  private final Duration length;
  private final int workers;

  Soak(Duration length, int workers) {
    this.length = length;
    this.workers = workers;
  }

  @Override
  public String name() {
    return "soak";
  }

  @Override
  public String how() {
    return "random faults for "
        + length.toMinutes()
        + " minutes on one server with "
        + workers
        + " workers";
  }

  @Override
  public Setup setup(Setup usual, Extent extent) {
    return usual
        .withServer("--appendonly yes", "--appendfsync always", "--maxmemory-policy noeviction")
        .withWorkers(workers)
        .withSettings(usual.settings().summing())
        .withRate(RATE)
        .asNumberedSource();
  }

  @Override
  public void strike(Field field, Extent extent) {
    long begun = System.nanoTime();
    MemoryLog memory = new MemoryLog(field);
    Map<String, Integer> struck = new TreeMap<>();
    while (System.nanoTime() - begun < length.toNanos()) {
      rest(field, memory);
      Fault fault = RANDOM.get(field.random().nextInt(RANDOM.size()));
      fault.strike(field, Extent.SHORT);
      struck.merge(fault.name(), 1, Integer::sum);
    }
    memory.judge(SLACK_MIB);
    long wanted = ENTRIES_PER_HALF_HOUR * length.toSeconds() / Duration.ofMinutes(30).toSeconds();
    field.note(
        field.producer().acknowledged()
            + " jobs, "
            + field.entries()
            + " entries; faults "
            + struck);
    field.expect(
        "at least " + wanted + " entries passed: " + field.entries(), field.entries() >= wanted);
  }

  /** Peace, in which memory is looked at. */
  private static void rest(Field field, MemoryLog memory) {
    long until =
        System.nanoTime() + field.between(Duration.ofSeconds(1), Duration.ofSeconds(5)).toNanos();
    while (System.nanoTime() < until) {
      memory.sample();
      Waiting.pause(Duration.ofSeconds(1));
    }
  }
}
