package io.streamweir.internal.feature.priority;

import io.streamweir.internal.settle.InHand;
import io.streamweir.pipeline.Priority;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is among a worker's lanes of one stage and partition, of which each has entries of
 * another priority. As long as a more urgent lane is busy, one behind it takes entries on credit
 * only: it gets that with each entry that the most urgent busy lane takes, by the weights of {@link
 * Priority}. When that one has run dry, it begins with few at once: on a busy machine the answer
 * that brings more urgent ones may just be late. Thread-safe.
 *
 * <p>No lane starves. If a lane has been busy with the same entries for a second, it no longer
 * holds others back (its handlers have threads of their own). A lane that waits takes one entry
 * each second in any case.
 */
public final class PriorityGate {
  /** A lane that waits is still busy for so long, since there may be an answer on its way. */
  private static final long DRY_NANOS = Duration.ofMillis(2).toNanos();

  /** A lane is busy for so long with what it last took; and no lane waits for longer. */
  private static final long STUCK_NANOS = Duration.ofSeconds(1).toNanos();

  private static final long LONGEST_WAIT_MILLIS = 100; // until limits are looked at again
  private static final int SAVED = 256; // credit is for so many entries of others, or one batch
  private static final int GROWTH = 4;
  private static final int ANY_NUMBER = 1 << 16;

  private final Map<Priority, Place> places = new EnumMap<>(Priority.class); // most urgent first
  private final LongSupplier nanoTime;

  public PriorityGate() {
    this(System::nanoTime);
  }

  public PriorityGate(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The place of the lane of this priority. */
  public synchronized Place place(Priority priority) {
    return places.computeIfAbsent(priority, Place::new);
  }

  /** The most urgent lane before this one that is busy; null where there is none. */
  private @Nullable Place ahead(Place behind, long now) {
    for (Place place : places.values()) {
      if (place == behind) {
        return null;
      }
      if (place.busyUntil(now) > now) {
        return place;
      }
    }
    return null;
  }

  /** One lane's place at the gate. */
  public final class Place implements InHand.Watcher {
    private final Priority priority;
    private final InHand inHand = new InHand(this);
    private BooleanSupplier throttled = () -> false;
    private long tookAt;
    private long dryAt = Long.MAX_VALUE; // which nobody knows before it has asked for more
    private long passedAt;
    private double credit;
    private int free = ANY_NUMBER; // what it may take next where nobody is busy
    private boolean stopped;

    Place(Priority priority) {
      this.priority = priority;
      this.tookAt = nanoTime.getAsLong();
      this.passedAt = tookAt;
    }

    /** What the lane has in hand. */
    public InHand inHand() {
      return inHand;
    }

    /** The lane counts as busy while this holds. */
    void busyWhile(BooleanSupplier throttled) {
      synchronized (PriorityGate.this) {
        this.throttled = throttled;
      }
    }

    /**
     * How many entries, up to {@code room}, the lane may take; waits for one, at most so long. 0
     * where it is not the lane's turn by then, and at the end.
     */
    public int await(int room, long millis) throws InterruptedException {
      synchronized (PriorityGate.this) {
        long deadline = nanoTime.getAsLong() + millis * 1_000_000;
        int most = atOnce(room);
        while (most == 0 && room > 0 && !stopped && nanoTime.getAsLong() < deadline) {
          PriorityGate.this.wait(waitMillis());
          most = atOnce(room);
        }
        return stopped ? 0 : most;
      }
    }

    /** The same without waiting; 0 where it is not the lane's turn. */
    public int atOnce(int room) {
      synchronized (PriorityGate.this) {
        long now = nanoTime.getAsLong();
        int most = most(room, now);
        passedAt = most > 0 ? now : passedAt;
        return most;
      }
    }

    private int most(int room, long now) {
      if (ahead(this, now) == null) {
        credit = 0;
        int most = Math.min(room, free);
        free =
            Math.min(ANY_NUMBER, free * GROWTH); // while the answer to a more urgent lane is late
        return most;
      }
      free = SAVED * priority.weight() / Priority.HIGH.weight();
      boolean waited = now - passedAt >= STUCK_NANOS;
      return Math.min(room, Math.max((int) credit, waited ? 1 : 0));
    }

    private long waitMillis() {
      long now = nanoTime.getAsLong();
      Place ahead = ahead(this, now);
      long until = passedAt + STUCK_NANOS;
      if (ahead != null) {
        until = Math.min(until, ahead.busyUntil(now));
      }
      return Math.max(1, Math.min(LONGEST_WAIT_MILLIS, (until - now) / 1_000_000 + 1));
    }

    private long busyUntil(long now) {
      if (throttled.getAsBoolean()) {
        return now + STUCK_NANOS;
      }
      long stuckAt = tookAt + STUCK_NANOS;
      return inHand.open() > 0 ? stuckAt : Math.min(stuckAt, dryAt);
    }

    @Override
    public void took(int entries) {
      synchronized (PriorityGate.this) {
        long now = nanoTime.getAsLong();
        tookAt = now;
        dryAt = Long.MAX_VALUE;
        credit = Math.max(0, credit - entries);
        if (ahead(this, now) == null) {
          places.values().forEach(place -> place.earn(entries, priority));
        }
        PriorityGate.this.notifyAll();
      }
    }

    private void earn(int entries, Priority taken) {
      if (priority.compareTo(taken) > 0) {
        double share = (double) priority.weight() / taken.weight();
        credit = Math.min(credit + entries * share, Math.max(entries, SAVED) * share);
      }
    }

    /** It is dry where none come soon. */
    @Override
    public void waits() {
      synchronized (PriorityGate.this) {
        dryAt = Math.min(dryAt, nanoTime.getAsLong() + DRY_NANOS);
        PriorityGate.this.notifyAll();
      }
    }

    @Override
    public void ended() {
      synchronized (PriorityGate.this) {
        PriorityGate.this.notifyAll();
      }
    }

    /** Ends a wait; no lane waits any more. */
    public void stop() {
      synchronized (PriorityGate.this) {
        stopped = true;
        PriorityGate.this.notifyAll();
      }
    }
  }
}
