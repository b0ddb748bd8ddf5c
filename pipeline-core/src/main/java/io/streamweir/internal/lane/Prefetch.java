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
  private static final long MOMENT_NANOS = Pace.MOMENT_NANOS;
  private static final int GROWTH = 4;
  private static final double MOST_BYTES = ReadBound.MOST_BYTES;

  private final int concurrency;
  private final int maxBatch;
  private final double waiting; // for so many moments an entry may wait beside those that run
  private final Pace pace;
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
    this(concurrency, maxBatch, mayWait ? 0.2 : 0, new Pace());
  }

  private Prefetch(int concurrency, int maxBatch, double waiting, Pace pace) {
    this.concurrency = concurrency;
    this.maxBatch = maxBatch;
    this.waiting = waiting;
    this.pace = pace;
    this.last = 1;
  }

  /** Of a lane whose handlers may be few: behind each of them entries wait for a whole moment. */
  public static Prefetch inPlaces(int concurrency, int maxBatch, Pace pace) {
    return new Prefetch(concurrency, maxBatch, 1, pace);
  }

  /** The next batch's size: grows step by step, shrinks at once. */
  public int next() {
    double fits = MOMENT_NANOS * (double) concurrency / pace.nanosPerEntry();
    int most = waiting > 0 ? maxBatch : 1;
    int wanted = (int) Math.min(most, Math.max(1, Math.min(fits, light())));
    last = Math.min(wanted, last * GROWTH);
    return last;
  }

  /** Entries that may wait beside those that run: as many as are through soon. */
  int lookahead() {
    return (int) Math.min(Math.min(maxBatch, light()), soon());
  }

  /** How many entries a handler gets through in a moment; 1 where none may wait. */
  public int inTurn() {
    double fits = waiting > 0 ? MOMENT_NANOS / pace.nanosPerEntry() : 1;
    return (int) Math.max(1, Math.min(maxBatch, fits));
  }

  /** Whether a handler has come to an end within the last moment. */
  boolean flows() {
    return pace.flows();
  }

  /** Whether so many entries are through in so short a time that as many more may wait. */
  boolean soonThrough(int entries) {
    return soon() >= entries;
  }

  private double soon() {
    return waiting * MOMENT_NANOS * concurrency / pace.nanosPerEntry();
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

  /** Handling an entry took so long. */
  void took(long nanos) {
    pace.took(nanos);
  }
}
