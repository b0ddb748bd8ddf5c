package io.streamweir.http.sample;

import io.streamweir.inspect.StageStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The last samples of one stage, and what follows from them. For one thread. */
public final class StageHistory {
  private static final int KEPT = 120;
  private static final long RATE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final List<Point> points = new ArrayList<>();

  private record Point(long nanos, StageStatus stage) {
    /** Entries that ever came in. */
    long added() {
      return stage.done() + stage.backlog();
    }

    /** The share of the attempts that did not fail. */
    double succeeds() {
      return 1 - stage.attempts().failedRatio();
    }
  }

  void add(long nanos, StageStatus stage) {
    points.add(new Point(nanos, stage));
    if (points.size() > KEPT) {
      points.remove(0);
    }
  }

  /** The newest sample. */
  public StageStatus last() {
    return newest().stage;
  }

  /**
   * Entries per second that came in during the last 5 s, in the inbox or without it; NaN before the
   * second sample.
   */
  public double in() {
    Point before = before(newestAt());
    return rate(newest().added() - before.added(), before, newest()) + through(newestAt());
  }

  /**
   * Entries per second that left the stage during the last 5 s without having failed; NaN before
   * the second sample. Retries and dead letters are no throughput.
   */
  public double out() {
    return settled() * newest().succeeds();
  }

  /** Entries per second whose attempts failed; NaN before the second sample. */
  public double failed() {
    return settled() - out();
  }

  private double settled() {
    Point before = before(newestAt());
    long done = newest().stage.done() - before.stage.done();
    return rate(done, before, newest()) + through(newestAt());
  }

  /** Entries per second that ran through in 5 s up to a sample: workers tell once a second. */
  private double through(int at) {
    Point before = before(at);
    Point point = points.get(at);
    return rate(point.stage.ranThrough() - before.stage.ranThrough(), before, point);
  }

  /** Entries waiting, from sample to sample, the newest at the end. */
  public List<Double> lags() {
    return points.stream().map(point -> (double) point.stage.lag()).toList();
  }

  /** Entries out per second, from sample to sample, the newest at the end. */
  public List<Double> outs() {
    List<Double> outs = new ArrayList<>();
    for (int i = 1; i < points.size(); i++) {
      Point from = points.get(i - 1);
      Point to = points.get(i);
      double settled = rate(to.stage.done() - from.stage.done(), from, to) + through(i);
      outs.add(settled * to.succeeds());
    }
    return outs;
  }

  /**
   * Estimated seconds until nothing waits or is pending, if in and out go on as they do. 0 where
   * nothing does, infinite where the backlog does not shrink, NaN where nobody knows yet.
   */
  public double drainSeconds() {
    Point before = before(newestAt());
    double seconds = (newest().nanos - before.nanos) / 1e9;
    long settled = last().done() - before.stage.done();
    return last().drainSeconds(before.stage.backlog(), settled, seconds);
  }

  private Point newest() {
    return points.get(newestAt());
  }

  private int newestAt() {
    return points.size() - 1;
  }

  /** The oldest sample of the 5 s before one, at least that before it. */
  private Point before(int one) {
    int at = Math.max(0, one - 1);
    while (at > 0 && points.get(one).nanos - points.get(at - 1).nanos <= RATE_NANOS) {
      at--;
    }
    return points.get(at);
  }

  /**
   * Counts fall where the server lost its data, and that of what ran through where a worker ends:
   * no rate is negative.
   */
  private static double rate(long entries, Point from, Point to) {
    double seconds = (to.nanos - from.nanos) / 1e9;
    return seconds <= 0 ? Double.NaN : Math.max(0, entries) / seconds;
  }
}
