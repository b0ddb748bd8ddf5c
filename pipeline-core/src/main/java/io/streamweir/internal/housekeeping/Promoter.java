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
 * Moves due entries of one partition from the later sets into the inboxes. Every worker does so for
 * all stages: the script moves an entry once, for the first worker. The same look at Redis tells
 * which jobs were cancelled and which schedules are due.
 */
public final class Promoter {
  private static final Logger LOG = LoggerFactory.getLogger(Promoter.class);
  private static final int LIMIT = 500;
  private static final Duration LONGEST_WAIT = Duration.ofMillis(100);
  private static final Duration FAILED_WAIT = Duration.ofMillis(500);

  private final OutageLog failures = new OutageLog(LOG, Level.ERROR);
  private final String pipeline;
  private final int partition;
  private final PromoteScript script;
  private final WorkerListener listener;
  private final ServerClock clock;
  private final KnownCancelled cancelled;
  private final Fires schedules;
  private volatile long latestMicros;

  public Promoter(
      String pipeline,
      int partition,
      PromoteScript script,
      WorkerListener listener,
      ServerClock clock,
      KnownCancelled cancelled,
      Fires schedules) {
    this.pipeline = pipeline;
    this.partition = partition;
    this.script = script;
    this.listener = listener;
    this.clock = clock;
    this.cancelled = cancelled;
    this.schedules = schedules;
  }

  /**
   * Hears of the jobs that were cancelled before this worker starts, and moves nothing. Fails with
   * a {@link RedisCallException}.
   */
  public CompletableFuture<Void> learn() {
    return script
        .run(0, cancelled.known())
        .thenCompose(
            reply -> {
              cancelled.heard(reply);
              return hasAll(reply) ? CompletableFuture.completedFuture(null) : learn();
            });
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

  private CompletionStage<Duration> run() {
    long sent = System.nanoTime();
    return script.run(LIMIT, cancelled.known()).thenApply(reply -> promoted(sent, reply));
  }

  private Duration promoted(long sent, PromoteScript.Reply reply) {
    tell(reply.refusal());
    clock.heard(reply.serverMicros(), sent, System.nanoTime());
    if (reply.moved() > 0) {
      listener.promoted(pipeline, partition, reply.moved());
    }
    cancelled.heard(reply);
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
