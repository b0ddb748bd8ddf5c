package io.streamweir.internal.settle;

/** How much a lane has decided that is not settled, and since when it waits. Thread-safe. */
public final class Unsettled {
  private static final int MOST_BATCHES = 8;
  private static final long MOST_BYTES = 16 << 20; // of payloads, as they came and go

  private final int most;
  private int entries;
  private long bytes;
  private long heardAt = System.nanoTime();

  public Unsettled(int maxBatch) {
    this.most = MOST_BATCHES * maxBatch;
  }

  public synchronized void add(long weight) {
    heardAt = entries == 0 ? System.nanoTime() : heardAt;
    entries++;
    bytes += weight;
  }

  public synchronized void remove(int settled, long weight) {
    entries -= settled;
    bytes -= weight;
    notifyAll(); // there may be room
  }

  /** What one of them weighs has changed. */
  public synchronized void grew(long weight) {
    bytes += weight;
  }

  /** Redis has answered a settlement, well or not. */
  public synchronized void heard() {
    heardAt = System.nanoTime();
  }

  /** For how long Redis has answered none, in ns; 0 where none waits. */
  public synchronized long unheardNanos() {
    return entries == 0 ? 0 : System.nanoTime() - heardAt;
  }

  /** Whether more may be decided: else more than a few batches, or MiB, wait. */
  public synchronized boolean hasRoom() {
    return entries <= most && bytes <= MOST_BYTES;
  }

  /** Waits, at most so long, until more may be decided; answers whether it may. */
  public synchronized boolean awaitRoom(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (!hasRoom()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}
