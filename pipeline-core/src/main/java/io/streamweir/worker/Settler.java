package io.streamweir.worker;

import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.SettleScript;
import io.streamweir.redis.Settlement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

  /** How many batches are in flight at once, where their order is certain. */
  static final int MAX_IN_FLIGHT = 4;

  private static final long MOST_BYTES = 8 << 20; // of payloads in one call
  private static final int MOST_UNSETTLED_BATCHES = 8;
  private static final long MOST_UNSETTLED_BYTES = 16 << 20; // of payloads, as they came and go
  private static final long STEADY_NANOS = 50_000_000;
  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long MAX_PAUSE_MILLIS = 500;

  private final WorkerListener.LaneId lane;
  private final SettleScript script;
  private final int maxBatch;
  private final int maxInFlight;
  private final InHand inHand;
  private final Downstream downstream;
  private final WorkerListener listener;
  private final ServerClock clock;
  private final CounterLog counterLog = new CounterLog();
  private final ScheduledExecutorService timer;

  private final Queue<Batch> taken = new ConcurrentLinkedQueue<>(); // to be sent, in order
  private final AtomicBoolean sending = new AtomicBoolean();
  private final Deque<Batch> failed = new ArrayDeque<>(); // oldest first
  private final Deque<Batch> full = new ArrayDeque<>(); // have all they may have; oldest first
  private Batch gathering = new Batch(0);
  private long nextNumber = 1;
  private int unsettled;
  private long unsettledBytes;
  private int inFlight;
  private boolean pausing;
  private boolean steadily; // the last answer was a good one
  private long answeredAt;
  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private volatile long settled;

  Settler(
      WorkerListener.LaneId lane,
      SettleScript script,
      int maxBatch,
      int maxInFlight,
      InHand inHand,
      Downstream downstream,
      WorkerListener listener,
      ServerClock clock,
      ScheduledExecutorService timer) {
    this.lane = lane;
    this.script = script;
    this.maxBatch = maxBatch;
    this.maxInFlight = maxInFlight;
    this.inHand = inHand;
    this.downstream = downstream;
    this.listener = listener;
    this.clock = clock;
    this.timer = timer;
  }

  /** Settlements that travel together. */
  private static final class Batch {
    final long number;
    final List<Settlement> settlements = new ArrayList<>();
    final List<Held> held = new ArrayList<>();
    long bytes;
    long weight; // bytes that it keeps in memory
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
    synchronized (this) {
      gathering.settlements.add(settlement);
      gathering.held.add(held);
      gathering.bytes += settlement.payloadBytes();
      gathering.weight += weight(held, settlement);
      unsettled++;
      unsettledBytes += weight(held, settlement);
      if (gathering.held.size() < maxBatch && gathering.bytes < MOST_BYTES) {
        return;
      }
      full.add(gathering);
      gathering = new Batch(nextNumber++);
      takeFull();
    }
    sendTaken();
  }

  private static long weight(Held held, Settlement settlement) {
    return held.entry().payload().length + settlement.payloadBytes();
  }

  /** Whether more may be decided: else more than a few batches, or MiB, wait to be settled. */
  synchronized boolean hasRoom() {
    return unsettled <= MOST_UNSETTLED_BATCHES * maxBatch && unsettledBytes <= MOST_UNSETTLED_BYTES;
  }

  /** Waits, at most so long, until more may be decided; answers whether it may. */
  synchronized boolean awaitRoom(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (!hasRoom()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Sends what is gathered, or lets it leave with the next answer where enough is in flight. */
  void flush() {
    synchronized (this) {
      takeGathered();
    }
    sendTaken();
  }

  /**
   * Sends what is gathered where nothing is in flight; otherwise it leaves with the next answer.
   */
  void nudge() {
    synchronized (this) {
      if (inFlight > 0) {
        return;
      }
      takeGathered();
    }
    sendTaken();
  }

  /** How many entries have been settled. */
  long settled() {
    return settled;
  }

  /**
   * Where none has been answered lately, one settlement goes ahead alone: several at once could
   * overtake each other while the server asks for the script.
   */
  private boolean maySend() {
    boolean steady = steadily && System.nanoTime() - answeredAt < STEADY_NANOS;
    return !pausing && failed.isEmpty() && inFlight < (steady ? maxInFlight : 1);
  }

  private void takeFull() {
    while (!full.isEmpty() && maySend()) {
      taken.add(full.remove());
      inFlight++;
    }
  }

  private void takeGathered() {
    takeFull();
    if (!gathering.held.isEmpty() && maySend()) {
      taken.add(gathering);
      gathering = new Batch(nextNumber++);
      inFlight++;
    }
  }

  /**
   * Sends what was taken: one thread at a time, so that it leaves in the order of its taking. Never
   * called on an I/O thread, which writes at once what for other threads has to queue.
   */
  private void sendTaken() {
    while (!taken.isEmpty() && sending.compareAndSet(false, true)) {
      for (Batch next = taken.poll(); next != null; next = taken.poll()) {
        send(next);
      }
      sending.set(false);
    }
  }

  private void send(Batch batch) {
    if (waitsBehindFailed(batch)) {
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

  /** What was taken before an older batch turned out to have failed must not overtake it. */
  private synchronized boolean waitsBehindFailed(Batch batch) {
    boolean waits = failed.stream().anyMatch(older -> older.number < batch.number);
    if (waits) {
      inFlight--;
      failed.add(batch);
      resumeWhenQuiet();
    }
    return waits;
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
    long now = System.nanoTime();
    List<Long> fenced = batch.uncertain ? List.of() : reply.fenced();
    batch.held.forEach(inHand::drop);
    downstream.lengths(reply.targetLengths());
    counterLog.tell(reply.refusedCounts());
    synchronized (this) {
      settled += batch.held.size();
      unsettled -= batch.held.size();
      unsettledBytes -= batch.weight;
      notifyAll();
      pauseMillis = FIRST_PAUSE_MILLIS;
      answeredAt = now;
      steadily = true;
      inFlight--;
      takeGathered();
      resumeWhenQuiet();
    }
    if (!taken.isEmpty()) {
      timer.execute(this::sendTaken);
    }
    listener.settled(
        lane, new SettledBatch(batch.held, fenced, reply.overtaken(), batch.sentAt, now, clock));
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
      steadily = false;
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
    synchronized (this) {
      pausing = false;
      List<Batch> sorted = new ArrayList<>(failed);
      sorted.sort(Comparator.comparingLong(batch -> batch.number));
      failed.clear();
      failed.addAll(sorted);
      Batch oldest = failed.poll();
      if (oldest != null) {
        taken.add(oldest);
        inFlight++;
      }
    }
    sendTaken();
  }
}
