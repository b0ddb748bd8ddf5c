package io.streamweir.chaos.program;

import io.streamweir.pipeline.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
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
 * @param durability of the submits, and of the jobs that outcomes submit to the pipeline {@code
 *     echo}
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
    Durability durability,
    @Nullable Path runs) {
  private static final String PREFIX = "streamweir.chaos.";

  /** The components while they may change. */
  private static final class Draft {
    int partitions = 2;
    long maxBacklog = 1_000_000;
    boolean counted = true;
    boolean prioritized = false;
    boolean newer = false;
    Duration workTime = Duration.ZERO;
    Duration slowTime = Duration.ofSeconds(7);
    Durability durability = Durability.MEMORY;
    @Nullable Path runs;

    Draft() {}

    Draft(Settings from) {
      this.partitions = from.partitions;
      this.maxBacklog = from.maxBacklog;
      this.counted = from.counted;
      this.prioritized = from.prioritized;
      this.newer = from.newer;
      this.workTime = from.workTime;
      this.slowTime = from.slowTime;
      this.durability = from.durability;
      this.runs = from.runs;
    }

    Settings make() {
      return new Settings(
          partitions,
          maxBacklog,
          counted,
          prioritized,
          newer,
          workTime,
          slowTime,
          durability,
          runs);
    }
  }

  private Settings with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.make();
  }

  /** Two partitions, everything counted, keys in order, no delays. */
  public static Settings defaults() {
    return new Draft().make();
  }

  /** What the system properties of this process say. */
  static Settings ofProcess() {
    Draft draft = new Draft();
    draft.partitions = Integer.getInteger(PREFIX + "partitions", draft.partitions);
    draft.maxBacklog = Long.getLong(PREFIX + "backlog", draft.maxBacklog);
    draft.counted = Boolean.parseBoolean(System.getProperty(PREFIX + "counted", "true"));
    draft.prioritized = Boolean.getBoolean(PREFIX + "prioritized");
    draft.newer = Boolean.getBoolean(PREFIX + "newer");
    draft.workTime = Duration.ofNanos(Long.getLong(PREFIX + "work", 0L));
    draft.slowTime = Duration.ofNanos(Long.getLong(PREFIX + "slow", draft.slowTime.toNanos()));
    int replicas = Integer.getInteger(PREFIX + "replicas", 0);
    Duration within = Duration.ofNanos(Long.getLong(PREFIX + "replicated", 0L));
    draft.durability = new Durability(replicas, within);
    String runs = System.getProperty(PREFIX + "runs", "");
    draft.runs = runs.isEmpty() ? null : Path.of(runs);
    return draft.make();
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
        "-D" + PREFIX + "replicas=" + durability.replicas(),
        "-D" + PREFIX + "replicated=" + durability.timeout().toNanos(),
        "-D" + PREFIX + "runs=" + (runs == null ? "" : runs));
  }

  /** The same over so many partitions. */
  public Settings withPartitions(int partitions) {
    return with(draft -> draft.partitions = partitions);
  }

  /** The same with another bound on the inboxes. */
  public Settings withMaxBacklog(long maxBacklog) {
    return with(draft -> draft.maxBacklog = maxBacklog);
  }

  /** The same that only sums. */
  public Settings summing() {
    return with(draft -> draft.counted = false);
  }

  /** The same whose jobs have priorities, or whose keys are kept in order. */
  public Settings withPriorities(boolean prioritized) {
    return with(draft -> draft.prioritized = prioritized);
  }

  /** The same program, in its newer or older version. */
  public Settings withNewer(boolean newer) {
    return with(draft -> draft.newer = newer);
  }

  /** The same whose second stage takes so long for one entry. */
  public Settings withWorkTime(Duration workTime) {
    return with(draft -> draft.workTime = workTime);
  }

  /** The same whose slow jobs take so long. */
  public Settings withSlowTime(Duration slowTime) {
    return with(draft -> draft.slowTime = slowTime);
  }

  /** The same whose submits, also those of outcomes, are so durable. */
  public Settings withDurability(Durability durability) {
    return with(draft -> draft.durability = durability);
  }

  /** The same that counts its handler runs in this file. */
  public Settings withRuns(Path runs) {
    return with(draft -> draft.runs = runs);
  }
}
