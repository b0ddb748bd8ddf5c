package io.streamweir.internal.housekeeping;

import io.streamweir.internal.settle.ServerClock;
import io.streamweir.internal.upkeep.OutageLog;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.listener.WorkerListener;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Moves due entries of one partition from the later sets into the inboxes. The worker whose duty it
 * is does so for all stages. Should two do so, the script moves an entry once, for the first one.
 *
 * <p>The same look at Redis tells which schedules are due and which jobs were cancelled. All other
 * workers must hear of these jobs, too. So the first one tells them, and they look by themselves.
 */
public final class Promoter {
  private static final Logger LOG = LoggerFactory.getLogger(Promoter.class);
  private static final int LIMIT = 500;
  private static final Duration LONGEST_WAIT = Duration.ofMillis(100);
  private static final Duration FAILED_WAIT = Duration.ofMillis(500);

  /** After which a worker looks for cancelled jobs of which it was told nothing. */
  private static final long UNTOLD_NANOS = Duration.ofMinutes(1).toNanos();

  private final OutageLog failures = new OutageLog(LOG, Level.ERROR);
  private final String pipeline;
  private final int partition;
  private final PromoteScript script;
  private final WorkerListener listener;
  private final ServerClock clock;
  private final KnownCancelled cancelled;
  private final Fires schedules;
  private final Duties duties;
  private final Duty duty;
  private volatile boolean behind;
  private volatile long heardAt = System.nanoTime();
  private volatile long latestMicros;

  public Promoter(
      String pipeline,
      int partition,
      PromoteScript script,
      WorkerListener listener,
      ServerClock clock,
      KnownCancelled cancelled,
      Fires schedules,
      Duties duties) {
    this.pipeline = pipeline;
    this.partition = partition;
    this.script = script;
    this.listener = listener;
    this.clock = clock;
    this.cancelled = cancelled;
    this.schedules = schedules;
    this.duties = duties;
    this.duty = duties.ofAll(partition);
    duties.hear(news(), () -> behind = true);
  }

  private String news() {
    return "cancelled:" + partition;
  }

  /**
   * Hears of the jobs that were cancelled before this worker starts, and moves nothing. Fails with
   * a {@link RedisCallException}.
   */
  public CompletableFuture<Void> learn() {
    long sent = System.nanoTime();
    return script
        .run(0, cancelled.known())
        .thenCompose(
            reply -> {
              heard(sent, reply);
              return hasAll(reply) ? CompletableFuture.completedFuture(null) : learn();
            });
  }

  private void heard(long sent, PromoteScript.Reply reply) {
    heardAt = System.nanoTime();
    clock.heard(reply.serverMicros(), sent, heardAt);
    cancelled.heard(reply);
  }

  /** Whether there are no more cancelled jobs than it told. */
  private static boolean hasAll(PromoteScript.Reply reply) {
    return reply.cancelled().size() < PromoteScript.MOST_CANCELLED;
  }

  /** Moves what is due, again and again. */
  public UpkeepTask task() {
    return UpkeepTask.paced(LONGEST_WAIT, "promote", purpose(), this::run)
        .withAfterFailure(FAILED_WAIT);
  }

  private String purpose() {
    return "moving delayed entries of " + pipeline + "/" + partition;
  }

  private CompletionStage<Duration> run() throws Exception {
    if (duty.isMine()) {
      return duty.done(this::promote);
    }
    if (behind || System.nanoTime() - heardAt > UNTOLD_NANOS) {
      behind = false;
      return learn()
          .whenComplete((heard, thrown) -> behind |= thrown != null)
          .thenApply(heard -> LONGEST_WAIT);
    }
    return CompletableFuture.completedFuture(LONGEST_WAIT);
  }

  private CompletionStage<Duration> promote() {
    long sent = System.nanoTime();
    return script.run(LIMIT, cancelled.known()).thenApply(reply -> promoted(sent, reply));
  }

  private Duration promoted(long sent, PromoteScript.Reply reply) {
    tell(reply.refusal());
    if (reply.moved() > 0) {
      listener.promoted(pipeline, partition, reply.moved());
    }
    heard(sent, reply);
    if (!reply.cancelled().isEmpty()) {
      duties.tell(news());
    }
    if (reply.serverMicros() < latestMicros) {
      schedules.clockWentBack();
    }
    latestMicros = reply.serverMicros();
    schedules.due(reply.fires(), reply.serverMicros() / 1000);
    long next = hasAll(reply) ? reply.nextMillis() : 0;
    return next < 0 || next > LONGEST_WAIT.toMillis() ? LONGEST_WAIT : Duration.ofMillis(next);
  }

  /** What kept some of the entries; nothing where that is empty. */
  private void tell(String refusal) {
    String what = purpose() + " of some stages";
    if (refusal.isEmpty()) {
      failures.over(what);
    } else {
      failures.failed(what, refusal);
    }
  }
}
