package io.streamweir.internal.lane;

import io.streamweir.internal.upkeep.OutageLog;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Ends lanes so that nothing is lost and nothing waits for a lease. Reading stops, and entries that
 * wait go back at once. Running handlers may finish until the deadline. Then they are interrupted,
 * and their entries go back, too. What is decided is settled. If nothing of the consumer is
 * pending, it is deleted.
 */
public final class Drain {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
  private static final long STEP_MILLIS = 20;
  private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(2);
  private static final Duration SETTLING = Duration.ofSeconds(10);

  private final List<Lane> lanes;
  private final List<LaneThread> threads;
  private final List<WaitingRead> reads;
  private final Duration timeout;
  private final OutageLog failures = new OutageLog(LOG, Level.ERROR);
  private CompletableFuture<?> reading = CompletableFuture.completedFuture(null);
  private boolean interrupted;

  /** Of these lanes, which wait for entries in these reads while they are cold. */
  public Drain(
      List<Lane> lanes, List<LaneThread> threads, List<WaitingRead> reads, Duration timeout) {
    this.lanes = lanes;
    this.threads = threads;
    this.reads = reads;
    this.timeout = timeout;
  }

  /**
   * Answers whether all is settled or handed back. An interrupt of the calling thread ends the
   * patience with running handlers, as the end of the timeout does.
   */
  public boolean run() {
    each("stopping", Lane::stop);
    List<CompletableFuture<Void>> ended = reads.stream().map(WaitingRead::end).toList();
    reading = CompletableFuture.allOf(ended.toArray(CompletableFuture<?>[]::new));
    if (!awaitHandlers(timeout)) {
      LOG.warn(
          "handlers still run after {}; they are interrupted and their entries handed back",
          interrupted ? "an interrupt" : timeout);
      each("handing back what runs of", lane -> lane.context().handBack().running());
      awaitHandlers(AFTER_INTERRUPT);
    }
    each("saying what still runs of", lane -> lane.intake().renew());
    boolean clean = awaitSettled();
    awaitIdle();
    each("leaving the partition of", lane -> lane.intake().leave(idle(lane)));
    each("disconnecting", lane -> lane.context().reader().close());
    reads.forEach(WaitingRead::close);
    each("closing the crew of", lane -> lane.crew().close());
    boolean retired = clean && retire();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return retired;
  }

  /** What is thrown for one lane keeps the drain from nothing that it does for the others. */
  private void each(String doing, Consumer<Lane> step) {
    for (Lane lane : lanes) {
      try {
        step.accept(lane);
      } catch (RuntimeException | Error e) {
        failures.failed(doing + " lane " + lane.id(), e);
      }
    }
  }

  /** Interrupted handlers have nothing in hand any more, and may take a moment to end. */
  private void awaitIdle() {
    long deadline = System.nanoTime() + AFTER_INTERRUPT.toNanos();
    while (lanes.stream().anyMatch(lane -> !lane.crew().idle())) {
      if (System.nanoTime() - deadline > 0 || !sleep()) {
        return;
      }
    }
  }

  private static boolean idle(Lane lane) {
    return lane.context().inHand().isEmpty() && lane.crew().idle();
  }

  private boolean awaitHandlers(Duration most) {
    long deadline = System.nanoTime() + most.toNanos();
    while (true) {
      each("handing back what waits of", Drain::handBackWaiting);
      boolean over =
          reading.isDone()
              && threads.stream().noneMatch(LaneThread::isAlive)
              && lanes.stream().noneMatch(Drain::busy);
      if (over || System.nanoTime() - deadline > 0 || !sleep()) {
        return over;
      }
    }
  }

  private static void handBackWaiting(Lane lane) {
    lane.context().endWait();
    lane.context().handBack().waiting();
  }

  private static boolean busy(Lane lane) {
    return lane.context().inHand().open() > 0;
  }

  private boolean awaitSettled() {
    long deadline = System.nanoTime() + SETTLING.toNanos();
    while (lanes.stream().anyMatch(lane -> !lane.context().inHand().isEmpty())) {
      each("settling", lane -> lane.settler().flush());
      if (System.nanoTime() - deadline > 0) {
        LOG.warn(
            "some settlements had no answer; their entries go to other workers when their lease"
                + " ends");
        return false;
      }
      sleep();
    }
    return true;
  }

  /** What is left to do for the next worker: an exact trim, and no consumer without a worker. */
  private boolean retire() {
    try {
      for (Lane lane : lanes) {
        LaneContext of = lane.context();
        of.handBack().orphans(false);
        of.link().await(lane.trim().run(true));
        of.link().await(of.scripts().retire());
      }
      return true;
    } catch (RedisCallException e) {
      LOG.info("the consumer could not be deleted: {}", e.getMessage());
      return false;
    }
  }

  /** Waits a moment; false where an interrupt, which is taken note of, ended that. */
  private boolean sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
      return true;
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    }
  }
}
