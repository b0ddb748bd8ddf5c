package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.lane.EntryRun;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.lane.ThreadedCrew;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.Settler;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.StageConfig;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of threads, virtual ones where the JVM has them, that handle the entries of a
 * keyed stage: those of one key in line, as many of them at once as may be, those of different keys
 * side by side. An entry starts when the one before it is decided, so settlements leave in the
 * order of the key.
 */
final class KeyedCrew extends ThreadedCrew<KeyedCrew.Place> {
  private static final int LEAST_WINDOW = 512;
  private static final int WINDOW_PER_PLACE = 4;

  private final PartitionHold hold;
  private final Parking parking;
  private final @Nullable KeyPermits permits;
  private final boolean ordered;
  private final int perKey;
  private final Map<String, Line> lines = new HashMap<>();

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

  record Place(Held held, Runnable handling, Line line) {}

  KeyedCrew(
      LaneContext lane,
      EntryRun<?, ?> run,
      Settler settler,
      PartitionHold hold,
      Parking parking,
      @Nullable KeyPermits permits,
      StageConfig config,
      int concurrency) {
    super(lane, run, settler, concurrency, config.maxBatch());
    this.hold = hold;
    this.parking = parking;
    this.permits = permits;
    this.ordered = config.keys().ordered();
    this.perKey = config.keys().mostAtOnce();
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
    while (super.mayStart() && !line.asking && line.begun < perKey && !line.waiting.isEmpty()) {
      if (permits != null) {
        line.asking = true;
        permits.ask(line.key, wait -> permitted(line, wait));
        return;
      }
      beginNext(line);
    }
    if (line.begun == 0 && line.waiting.isEmpty() && !line.asking) {
      lines.remove(line.key, line);
    }
  }

  private void beginNext(Line line) {
    line.begun++;
    begin(line.waiting.remove());
  }

  /** The answer to a line's wish for a permit: 0, or the ms that it has to wait for one. */
  private synchronized void permitted(Line line, long wait) {
    line.asking = false;
    if (lines.get(line.key) != line || line.waiting.isEmpty()) {
      return; // of an ownership that is over
    }
    if (wait == 0) {
      beginNext(line);
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

  /** The retried entry itself may be back before its crew notes that it blocks its key. */
  private boolean parksBehind(Place place) {
    boolean waits = parking.waits(place.held.entry());
    if (waits) {
      parking.parkBehind(place.held);
    }
    return waits;
  }

  @Override
  protected boolean handle(Place place) {
    if (mayStart()) {
      place.handling.run();
      if (place.held.givenUp()) {
        return false; // it counts no longer
      }
    }
    ended(place);
    return true;
  }

  /** An entry that is given up gives the partition up, so that no other begins. */
  @Override
  protected boolean mayStart() {
    return super.mayStart() && hold.mayStart();
  }

  @Override
  protected void failed(String why) {
    hold.lose(why);
  }

  private synchronized void ended(Place place) {
    Line line = place.line;
    line.begun--;
    if (ordered && place.held.ending() == WorkerListener.Ending.RETRIED) {
      parking.block(place.held);
      line.waiting.removeIf(this::parksBehind);
    }
    if (lines.get(line.key) == line) {
      begin(line);
    }
  }

  @Override
  public int handsBackBehind() {
    return Integer.MAX_VALUE; // what waits may not overtake
  }

  @Override
  public synchronized void reset() {
    lines.clear();
    forget();
    parking.reset();
  }

  @Override
  public synchronized boolean idle() {
    return running() == 0;
  }
}
