package io.streamweir.worker;

import io.streamweir.redis.PromoteScript;
import io.streamweir.redis.RedisCallException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves due entries of one partition from the later sets into the inboxes. Every worker does so for
 * all stages: the script moves an entry once, whoever comes first. The same look at Redis tells
 * which jobs were cancelled and which schedules are due.
 */
final class Promoter {
  private static final Logger LOG = LoggerFactory.getLogger(Promoter.class);
  private static final int LIMIT = 500;
  private static final long MAX_WAIT_MILLIS = 100;
  private static final long FAILED_WAIT_MILLIS = 500;

  private final String pipeline;
  private final int partition;
  private final PromoteScript script;
  private final ScheduledExecutorService timer;
  private final WorkerListener listener;
  private volatile String failure = "";
  private final ServerClock clock;
  private final CancelledJobs cancelled;
  private final ScheduleTicker schedules;
  private volatile long latestMicros;
  private volatile boolean stopped;

  Promoter(
      String pipeline,
      int partition,
      PromoteScript script,
      ScheduledExecutorService timer,
      WorkerListener listener,
      ServerClock clock,
      CancelledJobs cancelled,
      ScheduleTicker schedules) {
    this.pipeline = pipeline;
    this.partition = partition;
    this.script = script;
    this.timer = timer;
    this.listener = listener;
    this.clock = clock;
    this.cancelled = cancelled;
    this.schedules = schedules;
  }

  /**
   * Hears of the jobs that were cancelled before this worker starts, and moves nothing. Fails with
   * a {@link RedisCallException}.
   */
  CompletableFuture<Void> learn() {
    return script
        .run(0, cancelled.known())
        .thenCompose(
            reply -> {
              cancelled.heard(reply);
              return hasAll(reply) ? CompletableFuture.completedFuture(null) : learn();
            });
  }

  /** Whether there are no more marks than it told. */
  private static boolean hasAll(PromoteScript.Reply reply) {
    return reply.marks().size() < PromoteScript.MOST_MARKS;
  }

  void start() {
    again(ThreadLocalRandom.current().nextLong(MAX_WAIT_MILLIS));
  }

  void stop() {
    stopped = true;
  }

  private void promote() {
    long sent = System.nanoTime();
    script
        .run(LIMIT, cancelled.known())
        .whenComplete((reply, thrown) -> promoted(sent, reply, thrown));
  }

  private void promoted(
      long sent, PromoteScript.@Nullable Reply reply, @Nullable Throwable thrown) {
    if (reply == null) {
      RedisCallException failed = RedisCallException.of(thrown);
      tell(failed.passing() ? "" : String.valueOf(failed.getMessage()));
      again(FAILED_WAIT_MILLIS);
      return;
    }
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
    if (!stopped) {
      schedules.fire(reply.fires(), reply.serverMicros() / 1000);
    }
    long next = hasAll(reply) ? reply.nextMillis() : 0;
    again(next < 0 || next > MAX_WAIT_MILLIS ? MAX_WAIT_MILLIS : next);
  }

  /** Once, since it is tried again until it succeeds; nothing where the message is empty. */
  private void tell(String message) {
    if (!message.isEmpty() && !message.equals(failure)) {
      LOG.error("delayed entries of {}/{} cannot be moved: {}", pipeline, partition, message);
    }
    failure = message;
  }

  private void again(long millis) {
    if (!stopped) {
      timer.schedule(this::promote, millis, TimeUnit.MILLISECONDS);
    }
  }
}
