package io.streamweir.chaos.faults;

import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.MemoryLog;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import io.streamweir.pipeline.Priority;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Producers submit ten times what the workers get through. */
final class Overload implements Fault {
  private static final Duration SAMPLE = Duration.ofMillis(200);
  private static final int BACKLOG = 500;
  private static final int SLACK_MIB = 24;
  private static final int TIMES = 10;

  @Override
  public String name() {
    return "overload";
  }

  @Override
  public String how() {
    return "a producer ten times faster than the workers, inboxes bounded to 500 entries; with"
        + " priorities, low jobs pass beside high ones";
  }

  /** Two workers get through less than 250 jobs per second; each has a lane for each priority. */
  @Override
  public Setup setup(Setup usual, Extent extent) {
    int lanes = usual.settings().prioritized() ? Priority.values().length : 1;
    return usual
        .withSettings(
            usual
                .settings()
                .withPartitions(1)
                .withMaxBacklog(BACKLOG / lanes)
                .withWorkTime(Duration.ofMillis(8L * lanes))
                .summing())
        .withRate(2_500);
  }

  @Override
  public void strike(Field field, Extent extent) {
    Waiting.require(
        "the producer met a full inbox", Duration.ofSeconds(60), () -> field.producer().full() > 0);
    MemoryLog memory = new MemoryLog(field);
    long taken = field.producer().acknowledged();
    long full = field.producer().full();
    List<Long> settled = settled(field);
    Duration length = extent.ofSeconds(8, 180);
    long until = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < until) {
      memory.sample();
      Waiting.pause(SAMPLE);
    }
    taken = field.producer().acknowledged() - taken;
    full = field.producer().full() - full;
    memory.judge(SLACK_MIB);
    field.note(taken + " jobs taken, " + full + " submits told that the inbox is full");
    field.expect("producers see the pressure", full >= (TIMES - 2) * taken);
    if (field.setup().settings().prioritized()) {
      judgeShares(field, settled, length);
    }
  }

  /** What waits gets an entry a second at least, however many more urgent ones come. */
  private static void judgeShares(Field field, List<Long> before, Duration length) {
    List<Long> after = settled(field);
    List<Long> passed =
        IntStream.range(0, after.size()).mapToObj(i -> after.get(i) - before.get(i)).toList();
    field.note("of high, normal and low jobs, the second stage meanwhile handled " + passed);
    field.expect(
        "none are starved: " + passed,
        passed.stream().allMatch(entries -> entries >= length.toSeconds()));
    field.expect("high jobs overtake: " + passed, passed.get(0) > passed.get(passed.size() - 1));
  }

  /** Entries of the second stage, the most urgent ones first. */
  private static List<Long> settled(Field field) {
    return Arrays.stream(Priority.values()).map(p -> field.settled("work", p)).toList();
  }
}
