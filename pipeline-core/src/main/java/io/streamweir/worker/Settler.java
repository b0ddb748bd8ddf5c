package io.streamweir.worker;

import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.SettleScript;
import io.streamweir.redis.Settlement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers a lane's settlements and sends them in batches, several in flight, in order. A batch that
 * failed is sent again, before anything newer, until it has an answer: the acknowledgement fences,
 * so a second sending does no harm. Thread-safe.
 */
final class Settler {
  private static final Logger LOG = LoggerFactory.getLogger(Settler.class);
  private static final int MAX_IN_FLIGHT = 4;
  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long MAX_PAUSE_MILLIS = 2_000;

  private final WorkerListener.LaneId lane;
  private final SettleScript script;
  private final int maxBatch;
  private final InHand inHand;
  private final Downstream downstream;
  private final WorkerListener listener;
  private final ScheduledExecutorService timer;

  private final Deque<Batch> failed = new ArrayDeque<>(); // oldest first
  private Batch gathering = new Batch(0);
  private long nextNumber = 1;
  private int inFlight;
  private boolean pausing;
  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private volatile long settled;

  Settler(
      WorkerListener.LaneId lane,
      SettleScript script,
      int maxBatch,
      InHand inHand,
      Downstream downstream,
      WorkerListener listener,
      ScheduledExecutorService timer) {
    this.lane = lane;
    this.script = script;
    this.maxBatch = maxBatch;
    this.inHand = inHand;
    this.downstream = downstream;
    this.listener = listener;
    this.timer = timer;
  }

  /** Settlements that travel together. */
  private static final class Batch {
    final long number;
    final List<Settlement> settlements = new ArrayList<>();
    final List<Held> held = new ArrayList<>();
    long sentAt;
    boolean uncertain; // an earlier sending may have been carried out

    Batch(long number) {
      this.number = number;
    }
  }

  /**
   * Takes a settlement; it is sent with those that follow, at the latest at the next {@link
   * #flush}.
   */
  void add(Held held, Settlement settlement) {
    Batch full = null;
    synchronized (this) {
      gathering.settlements.add(settlement);
      gathering.held.add(held);
      if (gathering.held.size() >= maxBatch && maySend()) {
        full = takeGathered();
      }
    }
    send(full);
  }

  /** Sends what is gathered, or lets it leave with the next answer where enough is in flight. */
  void flush() {
    send(next(true));
  }

  /**
   * Sends what is gathered where nothing is in flight; otherwise it leaves with the next answer.
   */
  void nudge() {
    send(next(false));
  }

  /** How many entries have been settled. */
  long settled() {
    return settled;
  }

  private synchronized @Nullable Batch next(boolean eager) {
    boolean may = eager ? maySend() : maySend() && inFlight == 0;
    return may && !gathering.held.isEmpty() ? takeGathered() : null;
  }

  private boolean maySend() {
    return !pausing && failed.isEmpty() && inFlight < MAX_IN_FLIGHT;
  }

  private Batch takeGathered() {
    Batch taken = gathering;
    gathering = new Batch(nextNumber++);
    inFlight++;
    return taken;
  }

  private void send(@Nullable Batch batch) {
    if (batch == null) {
      return;
    }
    batch.sentAt = System.nanoTime();
    CompletableFuture<SettleScript.Reply> answer;
    try {
      answer = script.run(batch.settlements);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    answer.whenComplete((reply, thrown) -> answered(batch, reply, thrown));
  }

  private void answered(
      Batch batch, SettleScript.@Nullable Reply reply, @Nullable Throwable thrown) {
    if (reply == null) {
      keep(batch, RedisCallException.of(thrown));
    } else {
      finish(batch, reply);
    }
  }

  private void finish(Batch batch, SettleScript.Reply reply) {
    int fenced = batch.uncertain ? 0 : reply.fenced().size();
    batch.held.forEach(inHand::drop);
    downstream.lengths(reply.targetLengths());
    Batch following;
    synchronized (this) {
      settled += batch.held.size();
      pauseMillis = FIRST_PAUSE_MILLIS;
      inFlight--;
      following = maySend() && !gathering.held.isEmpty() ? takeGathered() : null;
      resumeWhenQuiet();
    }
    send(following);
    listener.settled(lane, batch.held.size(), fenced, System.nanoTime() - batch.sentAt);
  }

  private void keep(Batch batch, RedisCallException failure) {
    listener.settleFailed(lane, failure);
    LOG.atLevel(failure.passing() ? org.slf4j.event.Level.INFO : org.slf4j.event.Level.ERROR)
        .log(
            "settling {} entries of {} failed and is tried again: {}",
            batch.held.size(),
            lane,
            failure.getMessage());
    synchronized (this) {
      inFlight--;
      batch.uncertain |= failure.uncertain();
      failed.add(batch);
      resumeWhenQuiet();
    }
  }

  /**
   * Once nothing is in flight, what failed is sent again after a pause, in the order in which it
   * was gathered.
   */
  private void resumeWhenQuiet() {
    if (!failed.isEmpty() && inFlight == 0 && !pausing) {
      pausing = true;
      timer.schedule(this::resume, pauseMillis, TimeUnit.MILLISECONDS);
      pauseMillis = Math.min(2 * pauseMillis, MAX_PAUSE_MILLIS);
    }
  }

  private void resume() {
    Batch oldest;
    synchronized (this) {
      pausing = false;
      List<Batch> sorted = new ArrayList<>(failed);
      sorted.sort((a, b) -> Long.compare(a.number, b.number));
      failed.clear();
      failed.addAll(sorted);
      oldest = failed.poll();
      inFlight += oldest == null ? 0 : 1;
    }
    send(oldest);
  }
}
