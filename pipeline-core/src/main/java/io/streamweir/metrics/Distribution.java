package io.streamweir.metrics;

/** Where a stage's durations are counted, a batch of them at a time. Thread-safe. */
interface Distribution {
  /** Counts the first {@code count} values, in ns. */
  void record(long[] nanos, int count);

  /** Shows this value, which was counted, as one of its kind: the trace says how it came about. */
  default void exemplar(long nanos, String traceId) {}
}
