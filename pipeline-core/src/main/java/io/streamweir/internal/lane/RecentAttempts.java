package io.streamweir.internal.lane;

import io.streamweir.listener.EntryFailure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * How the attempts of one lane ended within about the last minute: what its worker tells Redis, so
 * that people who ask no worker see a stage that fails. Thread-safe.
 */
public final class RecentAttempts {
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Deque<Sample> samples = new ArrayDeque<>(); // the oldest first
  private long failed;
  private long ranThrough;
  private String cause = "";
  private long since; // of the first failure after a minute without one
  private boolean failing;

  private record Sample(long at, long settled, long failed, long ranThrough) {}

  /**
   * What came of them.
   *
   * @param ended how many ended, however they did
   * @param failed how many of these failed
   * @param failingMillis since when there is no minute without a failure; 0 where none failed
   * @param cause of the last failure, see {@link EntryFailure#cause}; empty where none failed
   * @param ranThrough how many of those that ended were of entries that ran through
   * @param everRanThrough how many entries have run through since the lane began
   */
  public record Summary(
      long ended,
      long failed,
      long failingMillis,
      String cause,
      long ranThrough,
      long everRanThrough) {}

  /** An entry was settled that had run through the lane's stage, so the lane never had it. */
  public synchronized void ranThrough() {
    ranThrough++;
  }

  /** An attempt failed at this time, by {@link System#nanoTime}. */
  public synchronized void failed(EntryFailure failure, long now) {
    failed++;
    cause = failure.cause();
    if (!failing) {
      failing = true;
      since = now;
    }
  }

  /**
   * What came of those of the last minute. To be asked regularly: it compares with what it was told
   * before.
   *
   * @param settled how many entries the lane has settled since it began, without those that ran
   *     through
   * @param now by {@link System#nanoTime}
   */
  public synchronized Summary sum(long settled, long now) {
    if (samples.isEmpty()) {
      samples.add(new Sample(now, 0, 0, 0)); // it began with the lane
    }
    samples.add(new Sample(now, settled, failed, ranThrough));
    while (samples.size() > 2 && now - samples.getFirst().at() > WINDOW_NANOS) {
      samples.remove();
    }
    Sample first = samples.getFirst();
    long recently = failed - first.failed();
    failing = recently > 0;
    long through = ranThrough - first.ranThrough();
    long ended = Math.max(recently, settled - first.settled() + through);
    long millis = failing ? Math.max(1, TimeUnit.NANOSECONDS.toMillis(now - since)) : 0;
    return new Summary(ended, recently, millis, failing ? cause : "", through, ranThrough);
  }
}
