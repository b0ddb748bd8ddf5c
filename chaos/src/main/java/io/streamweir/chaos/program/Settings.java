package io.streamweir.chaos.program;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker process is told of a run, in system properties.
 *
 * @param partitions of the pipeline
 * @param maxBacklog entries that an inbox holds before producers are refused
 * @param counted whether every piece has counters of its own; else only sums are kept, so that
 *     memory stays bounded however many jobs pass
 * @param prioritized whether jobs have priorities; else one of the stages keeps the order of keys
 * @param newer whether the program uses the newer version of its records
 * @param workTime how long the second stage takes for one entry
 * @param slowTime how long a slow job takes
 * @param runs the file in which handler runs are counted; null for nowhere
 */
public record Settings(
    int partitions,
    long maxBacklog,
    boolean counted,
    boolean prioritized,
    boolean newer,
    Duration workTime,
    Duration slowTime,
    @Nullable Path runs) {
  private static final String PREFIX = "streamweir.chaos.";

  /** Two partitions, everything counted, keys in order, no delays. */
  public static Settings defaults() {
    return new Settings(
        2, 1_000_000, true, false, false, Duration.ZERO, Duration.ofSeconds(7), null);
  }

  /** What the system properties of this process say. */
  static Settings ofProcess() {
    Settings defaults = defaults();
    String runs = System.getProperty(PREFIX + "runs", "");
    return new Settings(
        Integer.getInteger(PREFIX + "partitions", defaults.partitions),
        Long.getLong(PREFIX + "backlog", defaults.maxBacklog),
        Boolean.parseBoolean(System.getProperty(PREFIX + "counted", "true")),
        Boolean.getBoolean(PREFIX + "prioritized"),
        Boolean.getBoolean(PREFIX + "newer"),
        Duration.ofNanos(Long.getLong(PREFIX + "work", 0L)),
        Duration.ofNanos(Long.getLong(PREFIX + "slow", defaults.slowTime.toNanos())),
        runs.isEmpty() ? null : Path.of(runs));
  }

  /** The options that tell a worker's JVM. */
  public List<String> jvmOptions() {
    return List.of(
        "-D" + PREFIX + "partitions=" + partitions,
        "-D" + PREFIX + "backlog=" + maxBacklog,
        "-D" + PREFIX + "counted=" + counted,
        "-D" + PREFIX + "prioritized=" + prioritized,
        "-D" + PREFIX + "newer=" + newer,
        "-D" + PREFIX + "work=" + workTime.toNanos(),
        "-D" + PREFIX + "slow=" + slowTime.toNanos(),
        "-D" + PREFIX + "runs=" + (runs == null ? "" : runs));
  }

  /** The same over so many partitions. */
  public Settings withPartitions(int partitions) {
    return new Settings(
        partitions, maxBacklog, counted, prioritized, newer, workTime, slowTime, runs);
  }

  /** The same with another bound on the inboxes. */
  public Settings withMaxBacklog(long maxBacklog) {
    return new Settings(
        partitions, maxBacklog, counted, prioritized, newer, workTime, slowTime, runs);
  }

  /** The same that only sums. */
  public Settings summing() {
    return new Settings(
        partitions, maxBacklog, false, prioritized, newer, workTime, slowTime, runs);
  }

  /** The same whose jobs have priorities, or whose keys are kept in order. */
  public Settings withPriorities(boolean prioritized) {
    return new Settings(
        partitions, maxBacklog, counted, prioritized, newer, workTime, slowTime, runs);
  }

  /** The same program, in its newer or older version. */
  public Settings withNewer(boolean newer) {
    return new Settings(
        partitions, maxBacklog, counted, prioritized, newer, workTime, slowTime, runs);
  }

  /** The same whose second stage takes so long for one entry. */
  public Settings withWorkTime(Duration workTime) {
    return new Settings(
        partitions, maxBacklog, counted, prioritized, newer, workTime, slowTime, runs);
  }

  /** The same whose slow jobs take so long. */
  public Settings withSlowTime(Duration slowTime) {
    return new Settings(
        partitions, maxBacklog, counted, prioritized, newer, workTime, slowTime, runs);
  }

  /** The same that counts its handler runs in this file. */
  public Settings withRuns(Path runs) {
    return new Settings(
        partitions, maxBacklog, counted, prioritized, newer, workTime, slowTime, runs);
  }
}
