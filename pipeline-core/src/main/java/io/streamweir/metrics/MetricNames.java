package io.streamweir.metrics;

/**
 * The names of all meters, as Micrometer writes them; a Prometheus registry turns dots into
 * underscores.
 */
public final class MetricNames {
  /** Timer by stage and ending: how long handlers ran. */
  public static final String HANDLED = "streamweir.handled";

  /** Counter by stage: entries read. */
  public static final String READ = "streamweir.read";

  /** Counter by stage: reads that failed. */
  public static final String READ_FAILURES = "streamweir.read.failures";

  /** Timer by stage: how long settlements waited for their answer. */
  public static final String SETTLE = "streamweir.settle";

  /** Summary by stage: entries per settlement. */
  public static final String SETTLE_ENTRIES = "streamweir.settle.entries";

  /** Counter by stage: settlements that failed and were sent again. */
  public static final String SETTLE_FAILURES = "streamweir.settle.failures";

  /** Counter by stage: entries that somebody else had settled. */
  public static final String FENCED = "streamweir.fenced";

  /** Counter by stage: leases renewed. */
  public static final String RENEWED = "streamweir.leases.renewed";

  /** Counter by stage: leases lost to other workers. */
  public static final String LEASES_LOST = "streamweir.leases.lost";

  /** Counter by stage: entries taken over from workers whose leases ran out. */
  public static final String RECLAIMED = "streamweir.reclaimed";

  /** Counter by stage: entries that were deleted while they were pending. */
  public static final String LOST = "streamweir.lost";

  /** Counter by pipeline: delayed entries that became due. */
  public static final String PROMOTED = "streamweir.promoted";

  /** Counter by stage: settled entries trimmed. */
  public static final String TRIMMED = "streamweir.trimmed";

  /** Counter by stage: consumer groups that were missing and created again. */
  public static final String GROUPS_RECREATED = "streamweir.groups.recreated";

  /** Gauge by stage: lanes that wait for room downstream. */
  public static final String PAUSED = "streamweir.lanes.paused";

  /** Gauge by stage, in entries: not yet delivered. */
  public static final String LAG = "streamweir.lag";

  /** Gauge by stage: 1 where the server knows the lag, 0 where it is counted or estimated. */
  public static final String LAG_KNOWN = "streamweir.lag.known";

  /** Gauge by stage, in entries: delivered and not settled. */
  public static final String PENDING = "streamweir.pending";

  /** Gauge by stage, in entries: waiting and pending; 0 for an absent key. */
  public static final String BACKLOG = "streamweir.backlog";

  /** Gauge by stage, in entries: waiting for their time. */
  public static final String DELAYED = "streamweir.delayed";

  /** Gauge by stage, in entries: dead letters. */
  public static final String DEAD = "streamweir.dead";

  /** Gauge by stage: consumers that asked for work lately. */
  public static final String CONSUMERS = "streamweir.consumers";

  /** Gauge by stage, in seconds: age of the oldest entry not yet delivered. */
  public static final String OLDEST_WAITING = "streamweir.oldest.waiting";

  /** Gauge by stage, in seconds: age of the oldest entry delivered and not settled. */
  public static final String OLDEST_PENDING = "streamweir.oldest.pending";

  private MetricNames() {}
}
