package io.streamweir.chaos.faults;

import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import io.streamweir.chaos.rig.WorkerProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The clocks of the workers' hosts are hours off, in both directions, and one is set meanwhile. */
final class ClocksWrong implements Fault {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "clocks-wrong";
  }

  @Override
  public String how() {
    return "workers whose clocks are 5 hours ahead and 7 hours behind (libfaketime), none with a"
        + " right one; then the one behind is set 400 days ahead, and the other killed";
  }

  @Override
  public Optional<String> lacks() {
    return WrongClock.library().isPresent()
        ? Optional.empty()
        : Optional.of("libfaketime (Debian and Ubuntu: apt-get install libfaketime)");
  }

  @Override
  public Setup setup(Setup usual, Extent extent) {
    return usual.withWorkers(1);
  }

  @Override
  public void strike(Field field, Extent extent) {
    WorkerProcess right = field.workers().running().get(0);
    WorkerProcess ahead = start(field, new WrongClock(field.file("ahead"), "+5h"));
    WrongClock clock = new WrongClock(field.file("behind"), "-7h");
    WorkerProcess behind = start(field, clock);
    ahead.awaitReady();
    behind.awaitReady();
    WrongClock.tidyUp(ahead.jvm().pid());
    WrongClock.tidyUp(behind.jvm().pid());
    right.kill();
    Takeover.await(field, right);
    awaitClock(field, ahead, Duration.ofHours(5));
    awaitClock(field, behind, Duration.ofHours(-7));
    Waiting.pause(extent.ofSeconds(1, 20));
    clock.set("+400d");
    awaitClock(field, behind, Duration.ofDays(400));
    Waiting.pause(extent.ofSeconds(1, 20));
    ahead.kill();
    Takeover.await(field, ahead);
  }

  private static WorkerProcess start(Field field, WrongClock clock) {
    return field.workers().startSoon(field.workers().usual().with(clock.environment()));
  }

  /** Waits until a handler has run while the worker's clock was so far off. */
  private static void awaitClock(Field field, WorkerProcess worker, Duration offset) {
    Waiting.require(
        worker.name() + " worked with a clock that is " + offset + " off",
        PATIENCE,
        () -> near(Duration.between(Instant.now(), worker.runs().clock()), offset));
    field.note(worker.name() + " worked with a clock that was " + offset + " off");
  }

  private static boolean near(Duration one, Duration other) {
    return one.minus(other).abs().compareTo(TOLERANCE) < 0;
  }
}
