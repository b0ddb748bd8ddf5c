package io.streamweir.worker;

import java.util.List;

/** The lane's own thread handles one entry after the other, with no hand-off: concurrency 1. */
final class InlineCrew implements Crew {
  private static final long LINGER_NANOS = 1_000_000;

  private final EntryRun<?, ?> run;
  private final Settler settler;
  private final InHand inHand;
  private final Prefetch prefetch;
  private final int maxUnsettled;
  private volatile boolean stopped;

  InlineCrew(EntryRun<?, ?> run, Settler settler, InHand inHand, Prefetch prefetch, int maxBatch) {
    this.run = run;
    this.settler = settler;
    this.inHand = inHand;
    this.prefetch = prefetch;
    this.maxUnsettled = 8 * maxBatch;
  }

  @Override
  public int room() throws InterruptedException {
    inHand.awaitAtMost(Integer.MAX_VALUE, maxUnsettled, 100);
    return inHand.all().size() > maxUnsettled ? 0 : prefetch.next();
  }

  @Override
  public boolean readsAhead() {
    return prefetch.ahead() && inHand.all().size() <= maxUnsettled;
  }

  @Override
  public void take(List<Held> batch) {
    long sent = System.nanoTime();
    for (Held held : batch) {
      if (stopped) {
        break; // the drain hands the rest back
      }
      long ended = run.handle(held);
      if (ended - sent > LINGER_NANOS) {
        settler.flush();
        sent = ended;
      }
    }
    run.untagEntry();
    settler.flush();
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
