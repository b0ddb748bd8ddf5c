package io.streamweir.internal.housekeeping;

import io.streamweir.internal.lane.InboxScripts.Trimmed;
import io.streamweir.internal.lane.Lane;
import io.streamweir.listener.WorkerListener;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Trims what all groups have settled. While entries are being settled it trims whole nodes of the
 * stream. Once it is quiet it trims exactly. Then the worker whose duty it is does so every few
 * seconds, in case a foreign group or another worker was the last one.
 */
public final class Trimmer {
  /** How often {@link #tick} is to be called. */
  public static final Duration INTERVAL = Duration.ofMillis(200);

  private static final int WORTHWHILE = 5_000;
  private static final int REGULAR_TICKS = 25;

  private final Lane lane;
  private final Duty duty;
  private long trimmedAt;
  private long seen;
  private boolean exact = true;
  private int ticks;

  public Trimmer(Lane lane, Duty duty) {
    this.lane = lane;
    this.duty = duty;
  }

  public CompletableFuture<?> tick() {
    long settled = lane.settler().settled();
    boolean quiet = settled == seen;
    seen = settled;
    ticks++;
    if (settled - trimmedAt >= WORTHWHILE) {
      return trim(settled, false);
    }
    if ((quiet && !exact) || (ticks >= REGULAR_TICKS && (!quiet || duty.isMine()))) {
      return trim(settled, quiet);
    }
    exact &= quiet;
    return CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<?> trim(long settled, boolean exactly) {
    trimmedAt = settled;
    exact = exactly;
    ticks = 0;
    return lane.trim().run(exactly).thenAccept(this::trimmed);
  }

  private void trimmed(Trimmed done) {
    if (done.entries() > 0) {
      WorkerListener listener = lane.context().listener();
      listener.trimmed(lane.id(), done.entries());
      done.lostToTaps().forEach((tap, lost) -> listener.tapLost(lane.id(), tap, lost));
    }
  }
}
