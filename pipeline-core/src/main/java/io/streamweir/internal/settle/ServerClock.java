package io.streamweir.internal.settle;

/**
 * What the clock of one server shows, without asking it: the offset between it and {@link
 * System#nanoTime}, learnt from answers that name the server's time. The machine's own clock may be
 * hours off and plays no part. An answer that took a round trip of {@code r} tells the offset to
 * within {@code r/2}; the best of the last ten seconds counts, so that a failover to a server with
 * another clock is noticed and drift stays below a millisecond. Thread-safe.
 */
public final class ServerClock {
  private static final long MOST_AGE_NANOS = 10_000_000_000L;

  private volatile Sample best = new Sample(0, Long.MAX_VALUE, 0);

  /** What one answer told. */
  private record Sample(long offsetNanos, long roundTripNanos, long takenAt) {
    boolean known() {
      return roundTripNanos != Long.MAX_VALUE;
    }
  }

  /** An answer, asked for and received then by {@link System#nanoTime}, named this time. */
  public void heard(long serverMicros, long sentAt, long receivedAt) {
    Sample last = best;
    long roundTrip = receivedAt - sentAt;
    if (roundTrip <= last.roundTripNanos() || receivedAt - last.takenAt() > MOST_AGE_NANOS) {
      long offset = serverMicros * 1000 - (sentAt + roundTrip / 2);
      best = new Sample(offset, roundTrip, receivedAt);
    }
  }

  /** Whether the server has named its time yet. */
  public boolean known() {
    return best.known();
  }

  /** What to add to {@link System#nanoTime} for the server's time, in ns since 1970. */
  public long offsetNanos() {
    return best.offsetNanos();
  }
}
