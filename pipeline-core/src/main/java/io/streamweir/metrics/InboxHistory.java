package io.streamweir.metrics;

import io.streamweir.inspect.StageStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What the server has of one inbox, as it was last seen, and what follows from the last minute. */
final class InboxHistory {
  private static final long WINDOW_NANOS = 60_000_000_000L;

  private final Deque<Sample> samples = new ArrayDeque<>();
  private volatile @Nullable StageStatus status; // null where the last look failed
  private volatile long added;
  private volatile long settled;
  private volatile double drainSeconds = Double.NaN;

  private record Sample(long at, long settled, long backlog) {}

  /** The inbox as it is now, by {@link System#nanoTime}. */
  synchronized void seen(StageStatus now, long at) {
    long everAdded = now.done() + now.backlog();
    boolean anew = everAdded < added; // Redis lost its data
    if (anew) {
      samples.clear();
      settled = now.done();
    } else if (now.lagKnown()) { // an estimate must not make the counter jump
      settled = Math.max(settled, now.done()); // what was asked one after the other may differ
    }
    added = everAdded;
    samples.add(new Sample(at, settled, now.backlog()));
    while (samples.size() > 2 && at - samples.getFirst().at() > WINDOW_NANOS) {
      samples.remove();
    }
    drainSeconds = drain(now);
    status = now;
  }

  /** The server could not be asked. */
  synchronized void unseen() {
    status = null;
  }

  private double drain(StageStatus now) {
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    double seconds = (last.at() - first.at()) / 1e9;
    return now.drainSeconds(first.backlog(), last.settled() - first.settled(), seconds);
  }

  /** As it was last seen; null where the last look failed. */
  @Nullable StageStatus status() {
    return status;
  }

  /** Entries ever added. */
  long added() {
    return added;
  }

  /** Entries ever settled. */
  long settled() {
    return settled;
  }

  /** How long until the backlog is done; NaN where that is not known yet. */
  double drainSeconds() {
    return drainSeconds;
  }
}
