package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.lane.Crew;
import io.streamweir.internal.lane.EntryRun;
import io.streamweir.internal.lane.Prefetch;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.Settler;
import io.streamweir.listener.WorkerListener;
import java.util.List;

/**
 * The lane's own thread handles one entry of a keyed stage after the other: concurrency 1, where
 * every order is kept but that of entries which are tried again.
 */
final class KeyedInlineCrew implements Crew {
  private static final long LINGER_NANOS = 1_000_000;

  private final EntryRun<?, ?> run;
  private final Settler settler;
  private final Prefetch prefetch;
  private final PartitionHold hold;
  private final Parking parking;
  private final boolean ordered;
  private volatile boolean stopped;

  KeyedInlineCrew(
      EntryRun<?, ?> run,
      Settler settler,
      Prefetch prefetch,
      PartitionHold hold,
      Parking parking,
      boolean ordered) {
    this.run = run;
    this.settler = settler;
    this.prefetch = prefetch;
    this.hold = hold;
    this.parking = parking;
    this.ordered = ordered;
  }

  @Override
  public int room() {
    return prefetch.next();
  }

  @Override
  public boolean readsAhead() {
    return prefetch.ahead();
  }

  @Override
  public void take(List<Held> batch) {
    long sent = System.nanoTime();
    for (Held held : batch) {
      if (stopped || !hold.mayStart()) {
        break; // the lane hands the rest back, or lets go of it
      }
      if (parking.waits(held.entry())) {
        parking.parkBehind(held);
        continue;
      }
      long ended = run.handle(held);
      if (held.givenUp()) {
        return; // another thread has taken this one's place
      }
      if (ordered && held.ending() == WorkerListener.Ending.RETRIED) {
        parking.block(held);
      }
      if (ended - sent > LINGER_NANOS) {
        settler.flush();
        sent = ended;
      }
    }
    run.untagEntry();
    settler.flush();
  }

  @Override
  public boolean replace() {
    return false;
  }

  @Override
  public int handsBackBehind() {
    return Integer.MAX_VALUE; // what waits may not overtake
  }

  @Override
  public void reset() {
    parking.reset();
  }

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public void close() {}
}
