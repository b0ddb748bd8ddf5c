package io.streamweir.internal.lane;

import io.streamweir.internal.entry.ReadBound;
import io.streamweir.internal.settle.Held;
import java.util.List;

/**
 * How many entries a lane should ask for: as many as its handler gets through in a moment and no
 * more than a few MiB, so that fast handlers get large batches and slow ones hoard nothing that
 * another worker could do. Used by the lane's thread only, but for {@link #took} and {@link
 * #arrived}.
 */
public final class Prefetch {
  private static final long MOMENT_NANOS = 50_000_000;
  private static final int GROWTH = 4;
  private static final double MOST_BYTES = ReadBound.MOST_BYTES;

  private final int concurrency;
  private final int maxBatch;
  private final boolean mayWait;
  private volatile double nanosPerEntry = MOMENT_NANOS;
  private volatile double bytesPerEntry;
  private int last;

  public Prefetch(int concurrency, int maxBatch) {
    this(concurrency, maxBatch, true);
  }

  /**
   * The same.
   *
   * @param mayWait whether entries may wait in the worker for their handler
   */
  public Prefetch(int concurrency, int maxBatch, boolean mayWait) {
    this.concurrency = concurrency;
    this.maxBatch = maxBatch;
    this.mayWait = mayWait;
    this.last = 1;
  }

  /** The next batch's size: grows step by step, shrinks at once. */
  public int next() {
    double fits = MOMENT_NANOS * (double) concurrency / nanosPerEntry;
    int most = mayWait ? maxBatch : 1;
    int wanted = (int) Math.min(most, Math.max(1, Math.min(fits, light())));
    last = Math.min(wanted, last * GROWTH);
    return last;
  }

  /** Entries that may wait beside those that run: as many as are through in a fifth of a moment. */
  int lookahead() {
    return (int) Math.min(Math.min(maxBatch, light()), soon());
  }

  /** Whether so many entries are through in so short a time that as many more may wait. */
  boolean soonThrough(int entries) {
    return soon() >= entries;
  }

  private double soon() {
    return mayWait ? MOMENT_NANOS / 5 * (double) concurrency / nanosPerEntry : 0;
  }

  /** How many entries are not too much for the memory. */
  public int light() {
    return (int) Math.max(1, MOST_BYTES / (bytesPerEntry + 1));
  }

  /** Whether to read on while the last batch is handled. */
  public boolean ahead() {
    return last > 1;
  }

  /** Entries have arrived that are handled soon: what follows is asked for by their size. */
  void arrived(List<Held> entries) {
    entries.forEach(held -> arrived(held.entry().payload().length));
  }

  /** An entry has arrived; larger ones count at once, smaller ones by and by. */
  void arrived(int bytes) {
    double weighed = bytesPerEntry;
    bytesPerEntry = bytes > weighed ? bytes : weighed + 0.1 * (bytes - weighed);
  }

  /** Handling an entry took so long; rising times count at once, falling ones by and by. */
  void took(long nanos) {
    double known = nanosPerEntry;
    double step = nanos > known ? 0.5 : 0.1;
    nanosPerEntry = Math.max(1, known + step * (nanos - known));
  }
}
