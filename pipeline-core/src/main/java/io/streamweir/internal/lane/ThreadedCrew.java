package io.streamweir.internal.lane;

import io.streamweir.internal.settle.InHand;
import io.streamweir.internal.settle.Settler;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded number of threads, virtual ones where the JVM has them, each of which handles one entry
 * at a time. What finds no place waits for one.
 *
 * @param <P> an entry with what its crew knows of it
 */
public abstract class ThreadedCrew<P> implements Crew {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadedCrew.class);

  protected final EntryRun<?, ?> run;
  protected final Settler settler;
  protected final InHand inHand;
  protected final Prefetch prefetch;
  protected final int concurrency;
  protected final int maxBatch;
  private final ExecutorService threads;
  private final Queue<P> waiting = new ArrayDeque<>();
  private int running;
  private volatile boolean stopped;

  protected ThreadedCrew(
      LaneContext lane, EntryRun<?, ?> run, Settler settler, int concurrency, int maxBatch) {
    this.run = run;
    this.settler = settler;
    this.inHand = lane.inHand();
    this.prefetch = lane.prefetch();
    this.concurrency = concurrency;
    this.maxBatch = maxBatch;
    this.threads = lane.threads();
  }

  /** Handles an entry; false where another thread has taken this one's place meanwhile. */
  protected abstract boolean handle(P entry);

  /** Whether another entry may be started. */
  protected boolean mayStart() {
    return !stopped;
  }

  /** How many entries may run at once now, at most the concurrency. */
  protected int most() {
    return concurrency;
  }

  /** An entry was not begun, or its handling has ended in a way that nobody foresaw. */
  protected void failed(String why) {}

  /** Hands it to a thread, at once or when there is a place. */
  protected final void begin(P entry) {
    synchronized (this) {
      if (running >= most()) {
        waiting.add(entry);
        return;
      }
      running++;
    }
    onThread(entry);
  }

  /** Begins what waits and finds a place now, since there are more of them. */
  protected final void beginWaiting() {
    for (P entry = first(); entry != null; entry = first()) {
      onThread(entry);
    }
  }

  private synchronized @Nullable P first() {
    P entry = mayStart() && running < most() ? waiting.poll() : null;
    if (entry != null) {
      running++;
    }
    return entry;
  }

  private void onThread(P entry) {
    try {
      threads.execute(() -> work(entry));
    } catch (RuntimeException | Error e) { // as where there is no memory for a thread
      leave();
      failed("no thread could be started");
      throw e;
    }
  }

  /** The place is for the next one, whatever happened: without memory even a log throws. */
  private void work(P first) {
    for (P entry = first; entry != null; entry = next()) {
      try {
        if (!keepsPlaceBehind(entry)) {
          return;
        }
      } catch (Throwable e) {
        // nothing that could throw again
      }
    }
  }

  private boolean keepsPlaceBehind(P entry) {
    try {
      boolean ours = handle(entry);
      if (ours) {
        settler.nudge();
      }
      return ours;
    } catch (RuntimeException | Error e) {
      failed("something unexpected happened");
      LOG.error("a crew goes on after an unexpected error", e);
      return true;
    }
  }

  private synchronized void leave() {
    running--;
  }

  private synchronized @Nullable P next() {
    P entry = mayStart() && running <= most() ? waiting.poll() : null;
    if (entry == null) {
      running--;
    }
    return entry;
  }

  /** Forgets what waits for a place. */
  protected final synchronized void forget() {
    waiting.clear();
  }

  /** How many entries have a place. */
  protected final synchronized int running() {
    return running;
  }

  @Override
  public final boolean replace() {
    P entry = next();
    if (entry != null) {
      onThread(entry);
    }
    return true;
  }

  @Override
  public final boolean readsAhead() {
    return false; // handing over takes no time, so the next read follows at once
  }

  @Override
  public final void stop() {
    stopped = true;
  }

  @Override
  public final void close() {
    threads.shutdown();
  }
}
