package io.streamweir.internal.lane;

import io.streamweir.internal.lane.Preparation.Prepared;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.Settler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers entries for a batch stage. A batch leaves when it is full, or when its first entry has
 * waited for long enough since there was a place for it; as many batches as the stage's concurrency
 * run side by side. Threads are virtual ones where the JVM has them.
 *
 * <p>While all places are taken it asks for nothing more, unless the handler is so quick that the
 * next batch should be ready. Else entries would wait here that another worker could handle. The
 * next batch would hold what happened to come, not what the inbox could have filled it with.
 *
 * @param <I> what the stage takes
 */
public final class BatchCrew<I> implements Crew {
  private static final Logger LOG = LoggerFactory.getLogger(BatchCrew.class);

  private final EntryRun<I, ?> run;
  private final Settler settler;
  private final Prefetch prefetch;
  private final BatchSize size;
  private final long withinNanos;
  private final int concurrency;
  private final int maxBatch;
  private final ExecutorService threads;
  private final ScheduledExecutorService timer;
  private final Map<Integer, Deque<Waiting<I>>> gathered = new TreeMap<>(); // by batch size
  private int waiting;
  private int running;
  private long freeSince = System.nanoTime();
  private boolean timed;
  private boolean stopped;

  public BatchCrew(
      EntryRun<I, ?> run,
      Settler settler,
      Prefetch prefetch,
      BatchSize size,
      long withinNanos,
      int concurrency,
      int maxBatch,
      ExecutorService threads,
      ScheduledExecutorService timer) {
    this.run = run;
    this.settler = settler;
    this.prefetch = prefetch;
    this.size = size;
    this.withinNanos = withinNanos;
    this.concurrency = concurrency;
    this.maxBatch = maxBatch;
    this.threads = threads;
    this.timer = timer;
  }

  /** An entry that waits for company, since then. */
  private record Waiting<I>(Prepared<I> prepared, long since) {}

  @Override
  public int room() throws InterruptedException {
    return Math.min(awaitRoom(), Math.max(maxBatch, size.most()));
  }

  private synchronized int awaitRoom() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
    while (free() <= 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        break;
      }
      wait(left);
    }
    return Math.max(0, free());
  }

  private int free() {
    int places = concurrency - running + (prefetch.soonThrough(size.most()) ? 1 : 0);
    return places * size.most() - waiting;
  }

  @Override
  public boolean readsAhead() {
    return false; // handing over takes no time, so the next read follows at once
  }

  @Override
  public void take(List<Held> batch) {
    List<Prepared<I>> ready = new ArrayList<>(batch.size());
    for (Held held : batch) {
      Prepared<I> prepared = run.prepareForBatch(held);
      if (prepared != null) {
        ready.add(prepared);
      }
    }
    if (ready.size() < batch.size()) {
      settler.flush();
    }
    gather(ready);
    start();
  }

  private synchronized void gather(List<Prepared<I>> ready) {
    long now = System.nanoTime();
    for (Prepared<I> prepared : ready) {
      gathered
          .computeIfAbsent(size.of(prepared.held().entry()), most -> new ArrayDeque<>())
          .add(new Waiting<>(prepared, now));
    }
    waiting += ready.size();
  }

  /** Begins what may begin now. */
  private void start() {
    for (List<Prepared<I>> batch = begin(); !batch.isEmpty(); batch = begin()) {
      List<Prepared<I>> first = batch;
      try {
        threads.execute(() -> work(first));
      } catch (RuntimeException | Error e) { // as where there is no memory for a thread
        leave();
        gather(first);
        wakeInAWhile();
        throw e;
      }
    }
  }

  /** The place is for the next batch, whatever happened: without memory even a log throws. */
  private void work(List<Prepared<I>> first) {
    for (List<Prepared<I>> batch = first; !batch.isEmpty(); batch = next()) {
      try {
        if (!keepsPlaceBehind(batch)) {
          return; // another thread has taken it
        }
      } catch (Throwable e) {
        // nothing that could throw again
      }
    }
  }

  private boolean keepsPlaceBehind(List<Prepared<I>> batch) {
    try {
      boolean ours = run.runTogether(batch);
      if (ours) {
        settler.flush();
      }
      return ours;
    } catch (RuntimeException | Error e) {
      LOG.error("a crew goes on after an unexpected error", e);
      return true;
    }
  }

  @Override
  public boolean replace() {
    leave();
    start();
    return true;
  }

  private synchronized void leave() {
    if (running == concurrency) {
      freeSince = System.nanoTime();
    }
    running--;
    notifyAll(); // there may be room
  }

  private synchronized List<Prepared<I>> begin() {
    if (running == concurrency) {
      return List.of();
    }
    List<Prepared<I>> batch = due();
    if (!batch.isEmpty()) {
      running++;
    }
    return batch;
  }

  /** What follows on a batch that has ended: another one, or nothing and a place is free. */
  private synchronized List<Prepared<I>> next() {
    if (running == concurrency) {
      freeSince = System.nanoTime();
    }
    List<Prepared<I>> batch = due();
    if (batch.isEmpty()) {
      running--;
    }
    notifyAll(); // there may be room
    return batch;
  }

  /** The batch that has waited for longest among those that may leave; empty where none may. */
  private List<Prepared<I>> due() {
    if (stopped) {
      return List.of(); // the drain hands back what waits
    }
    long now = System.nanoTime();
    int chosen = 0;
    long longest = Long.MIN_VALUE;
    long soonest = Long.MAX_VALUE;
    for (Map.Entry<Integer, Deque<Waiting<I>>> each : gathered.entrySet()) {
      long waited = now - each.getValue().element().since();
      long left = withinNanos - Math.min(waited, now - freeSince);
      if (each.getValue().size() >= each.getKey() || left <= 0) {
        chosen = waited > longest ? each.getKey() : chosen;
        longest = Math.max(longest, waited);
      } else {
        soonest = Math.min(soonest, left);
      }
    }
    if (chosen == 0 && soonest < Long.MAX_VALUE) {
      wakeIn(soonest);
    }
    return remove(chosen);
  }

  private List<Prepared<I>> remove(int most) {
    Deque<Waiting<I>> from = gathered.get(most);
    if (from == null) {
      return List.of();
    }
    List<Prepared<I>> batch = new ArrayList<>(Math.min(most, from.size()));
    while (batch.size() < most && !from.isEmpty()) {
      batch.add(from.remove().prepared());
    }
    if (from.isEmpty()) {
      gathered.remove(most);
    }
    waiting -= batch.size();
    return batch;
  }

  private synchronized void wakeInAWhile() {
    wakeIn(TimeUnit.SECONDS.toNanos(1));
  }

  private void wakeIn(long nanos) {
    if (!timed) {
      timer.schedule(this::timeUp, nanos, TimeUnit.NANOSECONDS);
      timed = true; // where that did not throw
    }
  }

  private void timeUp() {
    synchronized (this) {
      timed = false;
    }
    start();
  }

  @Override
  public int handsBackBehind() {
    return concurrency == 1 ? 1 : Integer.MAX_VALUE; // another place may be free at any time
  }

  @Override
  public synchronized void stop() {
    stopped = true;
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
