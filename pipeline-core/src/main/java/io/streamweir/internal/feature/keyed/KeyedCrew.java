package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.lane.Crew;
import io.streamweir.internal.lane.EntryRun;
import io.streamweir.internal.lane.Prefetch;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.InHand;
import io.streamweir.internal.settle.Settler;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.KeyLimits;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded number of threads, virtual ones where the JVM has them, that handle the entries of a
 * keyed stage: those of one key in line, as many of them at once as may be, those of different keys
 * side by side. An entry starts when the one before it is decided, so settlements leave in the
 * order of the key.
 */
final class KeyedCrew implements Crew {
  private static final Logger LOG = LoggerFactory.getLogger(KeyedCrew.class);
  private static final int LEAST_WINDOW = 512;
  private static final int WINDOW_PER_PLACE = 4;

  private final EntryRun<?, ?> run;
  private final Settler settler;
  private final InHand inHand;
  private final Prefetch prefetch;
  private final PartitionHold hold;
  private final Parking parking;
  private final @Nullable KeyPermits permits;
  private final boolean ordered;
  private final int perKey;
  private final int concurrency;
  private final int maxBatch;
  private final ExecutorService threads;
  private final Map<String, Line> lines = new HashMap<>();
  private final Queue<Place> ready = new ArrayDeque<>();
  private int running;
  private volatile boolean stopped;

  /** The entries of one key in hand that are not decided. */
  private static final class Line {
    final String key;
    final Queue<Place> waiting = new ArrayDeque<>();
    int begun; // that run, or wait for a thread
    boolean asking; // for a permit

    Line(String key) {
      this.key = key;
    }
  }

  private record Place(Held held, Runnable handling, Line line) {}

  KeyedCrew(
      EntryRun<?, ?> run,
      Settler settler,
      InHand inHand,
      Prefetch prefetch,
      PartitionHold hold,
      Parking parking,
      @Nullable KeyPermits permits,
      KeyLimits limits,
      int concurrency,
      int maxBatch,
      ExecutorService threads) {
    this.run = run;
    this.settler = settler;
    this.inHand = inHand;
    this.prefetch = prefetch;
    this.hold = hold;
    this.parking = parking;
    this.permits = permits;
    this.ordered = limits.ordered();
    this.perKey = limits.mostAtOnce();
    this.concurrency = concurrency;
    this.maxBatch = maxBatch;
    this.threads = threads;
  }

  /** A window in which those behind a key that takes its time are found. */
  @Override
  public int room() throws InterruptedException {
    int window = Math.max(LEAST_WINDOW, WINDOW_PER_PLACE * concurrency);
    int capacity = Math.max(concurrency, Math.min(window, prefetch.light()));
    int worthwhile = Math.max(1, Math.min(concurrency, capacity) / 8);
    inHand.awaitOpen(capacity - worthwhile, 100);
    return Math.max(0, Math.min(capacity - inHand.open(), maxBatch));
  }

  @Override
  public boolean readsAhead() {
    return false; // handing over takes no time, so the next read follows at once
  }

  @Override
  public void take(List<Held> batch) {
    for (Held held : batch) {
      if (parking.waits(held.entry())) {
        parking.parkBehind(held);
      } else {
        line(held, run.prepare(held));
      }
    }
    settler.nudge();
  }

  private synchronized void line(Held held, Runnable handling) {
    if (parking.waits(held.entry())) { // since a moment ago
      parking.parkBehind(held);
      return;
    }
    Line line = lines.computeIfAbsent(held.entry().key(), Line::new);
    line.waiting.add(new Place(held, handling, line));
    begin(line);
  }

  /** Lets those of the key begin that may. */
  private void begin(Line line) {
    while (!stopped && !line.asking && line.begun < perKey && !line.waiting.isEmpty()) {
      if (permits != null) {
        line.asking = true;
        permits.ask(line.key, wait -> permitted(line, wait));
        return;
      }
      begin(line.waiting.remove());
    }
    if (line.begun == 0 && line.waiting.isEmpty() && !line.asking) {
      lines.remove(line.key, line);
    }
  }

  private void begin(Place place) {
    place.line.begun++;
    if (running == concurrency) {
      ready.add(place);
      return;
    }
    running++;
    try {
      threads.execute(() -> work(place));
    } catch (RuntimeException | Error e) { // as where there is no memory for a thread
      running--;
      hold.lose("no thread could be started");
      throw e;
    }
  }

  /** The answer to a line's wish for a permit: 0, or the ms that it has to wait for one. */
  private synchronized void permitted(Line line, long wait) {
    line.asking = false;
    if (lines.get(line.key) != line || line.waiting.isEmpty()) {
      return; // of an ownership that is over
    }
    if (wait == 0) {
      begin(line.waiting.remove());
    } else if (hold.mayStart()) {
      parking.park(line.waiting.element().held, wait);
      line.waiting.remove();
      parkAll(line);
      settler.flush();
    }
    begin(line);
  }

  private void parkAll(Line line) {
    line.waiting.forEach(place -> parking.parkBehind(place.held));
    line.waiting.clear();
  }

  private void work(Place first) {
    for (Place place = first; place != null; place = next()) {
      try {
        if (!stopped && hold.mayStart()) {
          place.handling.run();
          if (place.held.givenUp()) {
            return; // it counts no longer
          }
        }
        ended(place);
        settler.nudge();
      } catch (RuntimeException | Error e) {
        hold.lose("something unexpected happened");
        LOG.error("a crew goes on after an unexpected error", e);
      }
    }
  }

  /** The partition is given up with the entry, and its lines with it; so no other begins here. */
  @Override
  public synchronized boolean replace() {
    running--;
    return true;
  }

  private synchronized void ended(Place place) {
    Line line = place.line;
    line.begun--;
    if (ordered && place.held.ending() == WorkerListener.Ending.RETRIED) {
      parking.block(place.held);
      parkAll(line);
    }
    if (lines.get(line.key) == line) {
      begin(line);
    }
  }

  private synchronized @Nullable Place next() {
    Place place = stopped || !hold.mayStart() ? null : ready.poll();
    if (place == null) {
      running--;
    }
    return place;
  }

  @Override
  public int handsBackBehind() {
    return Integer.MAX_VALUE; // what waits may not overtake
  }

  @Override
  public synchronized void reset() {
    lines.clear();
    ready.clear();
    parking.reset();
  }

  @Override
  public synchronized boolean idle() {
    return running == 0;
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
