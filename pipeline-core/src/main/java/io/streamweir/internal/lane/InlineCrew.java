package io.streamweir.internal.lane;

import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.Settler;
import java.util.List;

/** The lane's own thread handles one entry after the other, with no hand-off: concurrency 1. */
public final class InlineCrew implements Crew {
  private static final long LINGER_NANOS = 1_000_000;

  private final EntryRun<?, ?> run;
  private final Settler settler;
  private final Prefetch prefetch;
  private volatile boolean stopped;

  public InlineCrew(EntryRun<?, ?> run, Settler settler, Prefetch prefetch) {
    this.run = run;
    this.settler = settler;
    this.prefetch = prefetch;
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
      if (stopped) {
        break; // the drain hands the rest back
      }
      long ended = run.handle(held);
      if (held.givenUp()) {
        return; // another thread has taken this one's place
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
    return 1;
  }

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public void close() {}
}
