package io.streamweir.chaos.faults;

import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.MemoryLog;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import java.time.Duration;

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
    return "a producer ten times faster than the workers, inboxes bounded to 500 entries";
  }

  /** Two lanes of 8 ms per entry get through less than 250 jobs per second. */
  @Override
  public Setup setup(Setup usual, Extent extent) {
    return usual
        .withSettings(
            usual
                .settings()
                .withPartitions(1)
                .withMaxBacklog(BACKLOG)
                .withWorkTime(Duration.ofMillis(8))
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
    long until = System.nanoTime() + extent.ofSeconds(8, 180).toNanos();
    while (System.nanoTime() < until) {
      memory.sample();
      Waiting.pause(SAMPLE);
    }
    taken = field.producer().acknowledged() - taken;
    full = field.producer().full() - full;
    memory.judge(SLACK_MIB);
    field.note(taken + " jobs taken, " + full + " submits told that the inbox is full");
    field.expect("producers see the pressure", full >= (TIMES - 2) * taken);
  }
}
