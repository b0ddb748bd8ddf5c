package io.streamweir.internal.lane;

import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.InHand;
import io.streamweir.internal.settle.Settler;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded number of threads, virtual ones where the JVM has them, each of which handles one entry
 * at a time.
 */
public final class PooledCrew implements Crew {
  private static final Logger LOG = LoggerFactory.getLogger(PooledCrew.class);
  private static final long FLOW_NANOS = 50_000_000;

  private final EntryRun<?, ?> run;
  private final Settler settler;
  private final InHand inHand;
  private final Prefetch prefetch;
  private final int concurrency;
  private final int maxBatch;
  private final ExecutorService threads;
  private final Queue<Place> waiting = new ArrayDeque<>();
  private int running;
  private volatile long endedAt = System.nanoTime() - FLOW_NANOS;
  private volatile boolean stopped;

  private record Place(Held held, Runnable handling) {}

  public PooledCrew(
      EntryRun<?, ?> run,
      Settler settler,
      InHand inHand,
      Prefetch prefetch,
      int concurrency,
      int maxBatch,
      ExecutorService threads) {
    this.run = run;
    this.settler = settler;
    this.inHand = inHand;
    this.prefetch = prefetch;
    this.concurrency = concurrency;
    this.maxBatch = maxBatch;
    this.threads = threads;
  }

  /** Waits until some places are free, so that a busy crew is not fed one entry at a time. */
  @Override
  public int room() throws InterruptedException {
    int ahead = ahead();
    int capacity = concurrency + ahead;
    int worthwhile = Math.max(1, Math.max(concurrency / 8, ahead / 2));
    inHand.awaitOpen(capacity - worthwhile, 100);
    return Math.max(0, Math.min(concurrency + ahead() - inHand.open(), maxBatch));
  }

  /** Entries that may wait beside those that run: none while no handler comes to an end. */
  private int ahead() {
    return System.nanoTime() - endedAt < FLOW_NANOS ? prefetch.lookahead() : 0;
  }

  @Override
  public boolean readsAhead() {
    return false; // handing over takes no time, so the next read follows at once
  }

  @Override
  public void take(List<Held> batch) {
    for (Held held : batch) {
      start(new Place(held, run.prepare(held)));
    }
  }

  private void start(Place entry) {
    synchronized (this) {
      if (running == concurrency) {
        waiting.add(entry);
        return;
      }
      running++;
    }
    begin(entry);
  }

  private void begin(Place entry) {
    try {
      threads.execute(() -> work(entry));
    } catch (RuntimeException | Error e) { // as where there is no memory for a thread
      leave();
      throw e;
    }
  }

  private void work(Place first) {
    for (Place entry = first; entry != null; entry = next()) {
      try {
        entry.handling.run();
        if (entry.held.givenUp()) {
          return; // another thread has taken this one's place
        }
        endedAt = System.nanoTime();
        settler.nudge();
      } catch (RuntimeException | Error e) { // the place is for the next one, whatever happened
        LOG.error("a crew goes on after an unexpected error", e);
      }
    }
  }

  private synchronized void leave() {
    running--;
  }

  @Override
  public boolean replace() {
    Place entry = next();
    if (entry != null) {
      begin(entry);
    }
    return true;
  }

  private synchronized @Nullable Place next() {
    Place entry = stopped ? null : waiting.poll();
    if (entry == null) {
      running--;
    }
    return entry;
  }

  @Override
  public int handsBackBehind() {
    return concurrency;
  }

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
