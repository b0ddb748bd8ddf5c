package io.streamweir.internal.entry;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.Priority;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The names of all keys of one partition of one pipeline, at one priority: inboxes, later sets,
 * dead letters and gathers are each priority's own, all else is the partition's. They share a hash
 * tag, so that one script may touch them all on a cluster. Immutable and thread-safe; the table of
 * keys is in docs/protocol.md.
 */
public final class Keys {
  /** The consumer group of every inbox. */
  public static final String GROUP = "workers";

  /** What the groups of taps begin with. */
  public static final String TAP = "tap:";

  /** What the groups of readers of a log of results begin with. */
  public static final String READER = "reader:";

  /** The consumer that entries belong to which a worker handed back. */
  public static final String HANDED_BACK = "handed-back";

  private final String prefix;
  private final int partition;
  private final Priority priority;
  private final String level;

  public Keys(String namespace, String pipeline, int partition) {
    this(namespace + ":{" + pipeline + "/" + partition + "}:", partition, Priority.NORMAL);
  }

  private Keys(String prefix, int partition, Priority priority) {
    this.prefix = prefix;
    this.partition = partition;
    this.priority = priority;
    this.level = priority == Priority.NORMAL ? "" : "/" + priority;
  }

  /** The keys of one partition of a pipeline, at normal priority. */
  public static Keys of(RedisLink link, String pipeline, int partition) {
    return new Keys(link.config().namespace(), pipeline, partition);
  }

  /**
   * The keys of the first {@code partitions} partitions of a pipeline, at normal priority: for what
   * all priorities share.
   */
  public static List<Keys> partitions(RedisLink link, String pipeline, int partitions) {
    return IntStream.range(0, partitions).mapToObj(p -> of(link, pipeline, p)).toList();
  }

  /** The keys of every partition of a pipeline at each of its priorities. */
  public static List<Keys> levels(RedisLink link, Pipeline<?> pipeline) {
    return levels(link, pipeline.facts());
  }

  /** The keys of every partition of a pipeline at each of its priorities. */
  public static List<Keys> levels(RedisLink link, PipelineFacts<?> pipeline) {
    return partitions(link, pipeline.name(), pipeline.partitions()).stream()
        .flatMap(keys -> pipeline.priorities().stream().map(keys::at))
        .toList();
  }

  /** The hash that says what the pipeline is. */
  public static String meta(RedisLink link, String pipeline) {
    return shared(link, pipeline) + "meta";
  }

  /** The hash of what the rate of a limited stage has granted, and of what older workers handle. */
  public static String limit(RedisLink link, String pipeline, String stage) {
    return shared(link, pipeline) + "limit:" + stage;
  }

  /** The hash of what the workers of a limited stage handle. */
  public static String limitRunning(RedisLink link, String pipeline, String stage) {
    return limit(link, pipeline, stage) + ":running";
  }

  /** The sorted set of those workers, by until when what they handle counts, in ms. */
  public static String limitUntil(RedisLink link, String pipeline, String stage) {
    return limit(link, pipeline, stage) + ":until";
  }

  /** The sorted set of those that wait with less than their share, by until when, in ms. */
  public static String limitWaiting(RedisLink link, String pipeline, String stage) {
    return limit(link, pipeline, stage) + ":waiting";
  }

  /** The sorted set of the workers of a keyed stage, by until when they count. */
  public static String stageMembers(RedisLink link, String pipeline, String stage) {
    return shared(link, pipeline) + "members:" + stage;
  }

  /** The sorted set of the workers whose breaker of the stage is open, by when each said so. */
  public static String breakers(RedisLink link, String pipeline, String stage) {
    return shared(link, pipeline) + "breakers:" + stage;
  }

  /** The sorted set of what workers say of themselves, by when each was heard last. */
  public static String workers(RedisLink link, String pipeline) {
    return shared(link, pipeline) + "workers";
  }

  /** The hash of what is paused, by stage. */
  public static String paused(RedisLink link, String pipeline) {
    return shared(link, pipeline) + "paused";
  }

  /**
   * The sorted set of the workers that share some upkeep, all with the same score.
   *
   * @param group which workers these are
   */
  public static String duty(RedisLink link, String pipeline, String group) {
    return shared(link, pipeline) + "duty:" + group;
  }

  /** The sorted set of the same workers, by when each was heard last. */
  public static String dutyHeard(RedisLink link, String pipeline, String group) {
    return duty(link, pipeline, group) + ":heard";
  }

  /** The sorted set of what workers have told each other, by its number. */
  public static String news(RedisLink link, String pipeline) {
    return shared(link, pipeline) + "news";
  }

  /** The hash of all schemas, by fingerprint. */
  public static String schemas(RedisLink link) {
    return link.config().namespace() + ":schemas";
  }

  /** The stream of what operators have changed. */
  public static String audit(RedisLink link) {
    return link.config().namespace() + ":audit";
  }

  private static String shared(RedisLink link, String pipeline) {
    return link.config().namespace() + ":{" + pipeline + "}:";
  }

  /** Those of the same partition at that priority. */
  public Keys at(Priority other) {
    return other == priority ? this : new Keys(prefix, partition, other);
  }

  /** The partition, from 0. */
  public int partition() {
    return partition;
  }

  /** The priority of the jobs whose entries are here. */
  public Priority priority() {
    return priority;
  }

  /** Partition and priority, as {@code 0} for normal ones and {@code 0/high} for others. */
  public String place() {
    return partition + level;
  }

  /** The stream of entries that wait for the stage. */
  public String inbox(String stage) {
    return prefix + "inbox:" + stage + level;
  }

  /** The sorted set, by due time in ms, of delayed entries of the stage. */
  public String later(String stage) {
    return prefix + "later:" + stage + level;
  }

  /** The stream of the stage's dead letters. */
  public String dead(String stage) {
    return prefix + "dead:" + stage + level;
  }

  /** The stream of the stage's dead letters that were replayed with other payloads. */
  public String replaced(String stage) {
    return prefix + "replaced:" + stage + level;
  }

  /** The hash of how far workers have looked through the stage's pending entries. */
  public String swept(String stage) {
    return prefix + "swept:" + stage + level;
  }

  /** The hash that says which worker works on this partition of a keyed stage. */
  public String owner(String stage) {
    return prefix + "owner:" + stage;
  }

  /** The sorted set of keys of a keyed stage that are blocked, with when they go on. */
  public String blocked(String stage) {
    return prefix + "blocked:" + stage;
  }

  /** The sorted set of entries of a keyed stage that wait since their keys are blocked. */
  public String parked(String stage) {
    return prefix + "parked:" + stage;
  }

  /** The sorted set of keys of a keyed stage by until when their permits are given out, in us. */
  public String rates(String stage) {
    return prefix + "rates:" + stage;
  }

  /** The stored result of the job. */
  public String result(String jobId) {
    return prefix + "result:" + jobId;
  }

  /** The sorted set of cancelled jobs, by when Redis may forget them, in ms. */
  public String cancelled() {
    return prefix + "cancelled";
  }

  /** There while submits are refused, with until when and why. */
  public String closed() {
    return prefix + "closed";
  }

  /** The channel on which all results are published, where anybody hears it. */
  public String results() {
    return prefix + "results";
  }

  /** The channel on which those are published whose jobs have this {@link ResultAddress}. */
  public String resultsAt(String address) {
    return results() + ":" + address;
  }

  /**
   * The hash of what the last run of a handler has saved.
   *
   * @param path of the entry; empty where no stage before it forwarded several outputs
   */
  public String checkpoint(String stage, String path, String jobId) {
    return prefix + "checkpoint:" + stage + ":" + path + ":" + jobId;
  }

  /** The hash of how far the handlers of a job's entries say that they have come. */
  public String progress(String jobId) {
    return prefix + "progress:" + jobId;
  }

  /** The channel on which that is published. */
  public String progressTold() {
    return prefix + "progress";
  }

  /** The stream of how jobs ended, where the pipeline keeps a log of results. */
  public String ends() {
    return prefix + "ends";
  }

  /** The hash of how many ends were gone before readers of the log came to them, by reader. */
  public String missed() {
    return prefix + "missed";
  }

  /** Never there: scripts that try whether the server runs scripts are given it. */
  public String probe() {
    return prefix + "probe";
  }

  /** Written behind what was there before, so that WAIT covers that too. */
  public String replicated() {
    return prefix + "replicated";
  }

  /** The hash of a group of counters. */
  public String state(String name) {
    return prefix + "state:" + name;
  }

  /** Remembers the job that was submitted with this dedupe key. */
  public String unique(String dedupeKey) {
    return prefix + "unique:" + dedupeKey;
  }

  /** Remembers up to which number the jobs of a numbered source were submitted. */
  public String source(String name) {
    return prefix + "source:" + name;
  }

  /** The stream of jobs that are to be submitted to that pipeline. */
  public String outbox(String target) {
    return prefix + "outbox:" + target;
  }

  /** The worker that forwards what is in the outboxes, for a short time. */
  public String forwarder() {
    return prefix + "forwarder";
  }

  /** Remembers how far a replay of the stage's settled entries has come. */
  public String replay(String stage, String name) {
    return prefix + "replay:" + stage + level + ":" + name;
  }

  /** The hash of schedules, by name. */
  public String schedules() {
    return prefix + "schedules";
  }

  /** The sorted set of schedules by the time in ms at which each is due next. */
  public String fires() {
    return prefix + "fires";
  }

  /** The sorted set of open gathers, by when each must be complete, in ms. */
  public String gathers() {
    return prefix + "gathers" + level;
  }

  /**
   * The hash of the state of a gather.
   *
   * @param split the split stage
   * @param path of the split's entry; empty where no stage before it forwarded several outputs
   */
  public String gather(String split, String path, String jobId) {
    return prefix + "gather" + level + ":" + split + ":" + path + ":" + jobId;
  }

  /** The hash of how far the window has come. */
  public String windowProgress(String window) {
    return prefix + "window:" + window + ":mark";
  }

  /** The sorted set of the window's open spans, as start and key, by their end in ms. */
  public String windowOpen(String window) {
    return prefix + "window:" + window + ":open";
  }

  /** The hash of what one open span has gathered; {@code span} is start and key. */
  public String windowSpan(String window, String span) {
    return prefix + "window:" + window + ":at:" + span;
  }

  /** The HyperLogLog of one measure of an open span. */
  public String windowDistinct(String window, String measure, String span) {
    return prefix + "window:" + window + ":distinct:" + measure + ":" + span;
  }
}
