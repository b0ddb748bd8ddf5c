package io.streamweir.benchmarks.measure;

/** What is measured, and in which unit. */
public enum Metric {
  /** How many entries went through in a second. */
  RATE("entries/s", true),
  /** Processor time of Redis' main thread per entry. */
  REDIS_CPU("Redis µs/entry", false),
  /** Processor time of the contestant's process per entry, all threads. */
  CPU("CPU µs/entry", false),
  /** Bytes that the contestant's threads allocated per entry. */
  ALLOCATED("B allocated/entry", false),
  /** Half of all jobs had their result within so many microseconds. */
  P50("p50 µs", false),
  /** 99 of 100 had it. */
  P99("p99 µs", false),
  /** 999 of 1000 had it. */
  P999("p99.9 µs", false),
  /** The rate as a part of what the handlers' waiting alone allows. */
  EFFICIENCY("of the ideal", true),
  /** What Redis needs for an entry that waits, its payload of 100 bytes not counted. */
  OVERHEAD("B beyond payload", false),
  /** Commands that clients sent in a second. */
  CALLS("calls/s", false),
  /** Those and the commands that scripts ran for them. */
  COMMANDS("commands/s", false),
  /** How much of a core Redis' main thread used. */
  REDIS_SHARE("% of a core in Redis", false),
  /** Connections of each worker. */
  CONNECTIONS("connections/worker", false),
  /** Platform threads of each worker, those of its client library included. */
  THREADS("threads/worker", false);

  private final String unit;
  private final boolean more;

  Metric(String unit, boolean more) {
    this.unit = unit;
    this.more = more;
  }

  /** The unit, for a table's head. */
  public String unit() {
    return unit;
  }

  /** Whether a larger figure is the better one. */
  public boolean moreIsBetter() {
    return more;
  }
}
