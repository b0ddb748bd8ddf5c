package io.streamweir.internal.lane;

import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.Settler;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * The lane's own thread handles one entry after the other, with no hand-off: concurrency 1. A kind
 * of stage may say more of what is handled and when.
 */
public class InlineCrew implements Crew {
  private static final long LINGER_NANOS = 1_000_000;

  private final EntryRun<?, ?> run;
  private final Settler settler;
  private final Prefetch prefetch;
  private final IntSupplier places;
  private volatile boolean stopped;

  protected InlineCrew(EntryRun<?, ?> run, Settler settler, Prefetch prefetch) {
    this(run, settler, prefetch, () -> 1);
  }

  /**
   * Of a lane.
   *
   * @param places how many handlers may run at once now: with none the rest waits in vain
   */
  public InlineCrew(EntryRun<?, ?> run, Settler settler, Prefetch prefetch, IntSupplier places) {
    this.run = run;
    this.settler = settler;
    this.prefetch = prefetch;
    this.places = places;
  }

  @Override
  public final int room() {
    return prefetch.next();
  }

  @Override
  public final boolean readsAhead() {
    return prefetch.ahead();
  }

  @Override
  public final void take(List<Held> batch) {
    long sent = System.nanoTime();
    for (Held held : batch) {
      if (stopped || !mayStart()) {
        break; // the drain or the intake hands the rest back, or the lane lets go of it
      }
      if (passesOver(held)) {
        continue;
      }
      long ended = run.handle(held);
      if (held.givenUp()) {
        return; // another thread has taken this one's place
      }
      handled(held);
      if (ended - sent > LINGER_NANOS) {
        settler.flush();
        sent = ended;
      }
    }
    run.untagEntry();
    settler.flush();
  }

  /** Whether the lane may begin with another entry. */
  protected boolean mayStart() {
    return places.getAsInt() > 0;
  }

  /** Whether this entry is not to be handled, since it was seen to in another way. */
  protected boolean passesOver(Held held) {
    return false;
  }

  /** The entry was handled. */
  protected void handled(Held held) {}

  @Override
  public final boolean replace() {
    return false;
  }

  @Override
  public int handsBackBehind() {
    return 1;
  }

  @Override
  public final void stop() {
    stopped = true;
  }

  @Override
  public final void close() {}
}
