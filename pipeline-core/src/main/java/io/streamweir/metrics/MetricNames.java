package io.streamweir.metrics;

/**
 * The names of all meters, as Micrometer writes them, and of their tags. A Prometheus registry
 * turns dots into underscores and appends units; docs/metrics.md has those names, and says what to
 * do about each.
 */
public final class MetricNames {
  // ---- What workers do: counters

  /** Counter by stage and outcome: entries that were settled, each once over all workers. */
  public static final String ENTRIES = "streamweir.entries";

  /**
   * Counter by stage: entries among those that ran through, so that they never lay in the stage's
   * inbox.
   */
  public static final String RUN_THROUGH = "streamweir.entries.run.through";

  /** Counter by stage and exception: attempts that failed, each once over all workers. */
  public static final String ATTEMPTS_FAILED = "streamweir.attempts.failed";

  /** Tag: the class of what was thrown, {@code none} where nothing was, or {@code other}. */
  public static final String EXCEPTION = "exception";

  /** Counter by stage and reason: entries that became dead letters, each once over all workers. */
  public static final String DEAD_LETTERS = "streamweir.dead.letters";

  /** Tag: why an entry became a dead letter. */
  public static final String REASON = "reason";

  /** Counter by stage: entries read from the inbox. */
  public static final String READ = "streamweir.entries.read";

  /** Counter by stage: entries that were handled and then given up unsettled. */
  public static final String ABANDONED = "streamweir.entries.abandoned";

  /** Handlers that ended neither within their timeout nor when they were interrupted. */
  public static final String HANDLERS_STUCK = "streamweir.handlers.stuck";

  /** Counter by stage: entries whose settlement came too late: another worker had settled them. */
  public static final String FENCED = "streamweir.entries.fenced";

  /** Counter by stage: entries taken over from workers whose leases ran out. */
  public static final String RECLAIMED = "streamweir.entries.reclaimed";

  /** Counter by stage: entries that were deleted from the stream while they were pending. */
  public static final String LOST = "streamweir.entries.lost";

  /** Counter by pipeline: delayed entries that became due. */
  public static final String PROMOTED = "streamweir.entries.promoted";

  /** Runs of a worker's upkeep that failed; by pipeline and role. */
  public static final String UPKEEP_FAILURES = "streamweir.upkeep.failures";

  /** Counter by pipeline: fires of schedules that this worker submitted. */
  public static final String FIRES = "streamweir.schedule.fires";

  /** Counter by pipeline and target: jobs that another pipeline took. */
  public static final String CHAINED = "streamweir.jobs.chained";

  /** Gauge by pipeline and target: jobs that another pipeline has not taken yet. */
  public static final String OUTBOX_JOBS = "streamweir.outbox.jobs";

  /** Gauge, in seconds, by pipeline and target: since when the oldest waits. */
  public static final String OUTBOX_OLDEST = "streamweir.outbox.oldest";

  /** Tag: the pipeline to which handlers submit. */
  public static final String TARGET = "target";

  /** Counter by stage: settled entries trimmed. */
  public static final String TRIMMED = "streamweir.entries.trimmed";

  /** Counter by stage and status: results and failures stored and published. */
  public static final String RESULTS_PUBLISHED = "streamweir.results.published";

  /** Counter by stage: reads that failed. */
  public static final String READ_FAILURES = "streamweir.read.failures";

  /** Counter by stage: settlements that failed and were sent again. */
  public static final String SETTLE_FAILURES = "streamweir.settle.failures";

  /** Counter by stage: leases renewed. */
  public static final String LEASES_RENEWED = "streamweir.leases.renewed";

  /** Counter by stage: leases lost to other workers. */
  public static final String LEASES_LOST = "streamweir.leases.lost";

  /** Counter by stage: consumer groups that were missing and created again. */
  public static final String GROUPS_RECREATED = "streamweir.groups.recreated";

  // ---- What workers do: histograms, by pipeline and stage

  /** Timer: from the entry's arrival in the inbox to the start of its handler. */
  public static final String WAITING = "streamweir.entry.waiting";

  /** Timer: how long handlers ran, in-process retries included. */
  public static final String HANDLING = "streamweir.entry.handling";

  /** Timer, by the stage at which jobs finished: from the submit to the settlement. */
  public static final String JOB = "streamweir.job.duration";

  /** Timer: how long settlements waited for their answer. */
  public static final String SETTLE = "streamweir.settle";

  /** Summary: entries per settlement. */
  public static final String SETTLE_BATCH = "streamweir.settle.batch";

  // ---- What workers are: gauges by stage and priority

  /** Gauge by stage and priority, in seconds: since Redis last answered it. */
  public static final String POLL_AGE = "streamweir.lane.poll.age";

  /** Gauge by stage and priority: 1 while it waits for room at a stage downstream. */
  public static final String PAUSED = "streamweir.lane.paused";

  /** Gauge by stage and priority: 1 while it waits until its stage's limits grant another entry. */
  public static final String THROTTLED = "streamweir.lane.throttled";

  /**
   * Gauge by stage and priority: entries in its hands, waiting, running or on their way to be
   * settled.
   */
  public static final String HELD = "streamweir.lane.held";

  /** Gauge by stage and priority: entries that it handles at once, at most. */
  public static final String CONCURRENCY = "streamweir.lane.concurrency";

  /** Gauge by stage and priority of a keyed stage: partitions that this process owns. */
  public static final String OWNED = "streamweir.lane.owned";

  /** Gauge by stage: 1 while the worker's breaker of the stage is open, so that its lanes rest. */
  public static final String BREAKER_OPEN = "streamweir.stage.breaker.open";

  /** Counter by stage and state: changes of the worker's breaker of the stage to that state. */
  public static final String BREAKER_TRANSITIONS = "streamweir.stage.breaker.transitions";

  // ---- What the server has: gauges and counters by stage and priority

  /** Gauge by stage and priority, in entries: not yet delivered. */
  public static final String LAG = "streamweir.lag";

  /**
   * Gauge by stage and priority: 1 where the server knows the lag, 0 where it is counted or
   * estimated.
   */
  public static final String LAG_KNOWN = "streamweir.lag.known";

  /** Gauge by stage and priority, in entries: delivered and not settled. */
  public static final String PENDING = "streamweir.pending";

  /** Gauge by stage and priority, in entries: waiting and pending; 0 for an absent key. */
  public static final String BACKLOG = "streamweir.backlog";

  /**
   * Gauge by stage and priority, in entries: as many as its backlog may hold before producers are
   * refused.
   */
  public static final String BACKLOG_LIMIT = "streamweir.backlog.limit";

  /** Gauge by stage and priority: how full the fullest one is, of what it may hold. */
  public static final String INBOX_FILLED = "streamweir.inbox.filled";

  /** Gauge by keyed stage, in entries: in partitions that no worker owns, parked ones included. */
  public static final String UNOWNED = "streamweir.unowned";

  /** Gauge by stage and partition, on request, in entries: waiting and pending. */
  public static final String PARTITION_BACKLOG = "streamweir.partition.backlog";

  /** Gauge by stage and partition, on request, in seconds: age of the oldest one that waits. */
  public static final String PARTITION_OLDEST_WAITING = "streamweir.partition.oldest.waiting";

  /** Gauge by stage and partition, on request: workers that live. */
  public static final String PARTITION_CONSUMERS = "streamweir.partition.consumers";

  /** Counter by stage and partition, on request: entries ever settled. */
  public static final String PARTITION_SETTLED = "streamweir.partition.settled";

  /** Gauge by stage and priority, in entries: waiting for their time. */
  public static final String DELAYED = "streamweir.delayed";

  /** Entries of a keyed stage that wait since their keys are blocked; among the delayed ones. */
  public static final String PARKED = "streamweir.parked";

  /** Keys of a keyed stage whose entries wait for the first of them. */
  public static final String BLOCKED_KEYS = "streamweir.blocked.keys";

  /** Gauge by keyed stage: partitions that a worker owns. */
  public static final String PARTITION_OWNED = "streamweir.partition.owned";

  /** Gauge by stage and tap, in entries: what the tap has not acknowledged. */
  public static final String TAP_UNSEEN = "streamweir.tap.unseen";

  /** Counter by stage and priority: entries trimmed before a tap had read them, at most. */
  public static final String TAP_LOST = "streamweir.tap.lost";

  /** Tag: a tap's name. */
  public static final String TAP = "tap";

  /** Gauge by stage and priority, in entries: dead letters. */
  public static final String DEAD = "streamweir.dead";

  /**
   * Gauge by stage and priority: workers that said that they live, or asked for work, within the
   * last 30 s.
   */
  public static final String CONSUMERS = "streamweir.consumers";

  /**
   * Gauge by stage and priority, in seconds: age of the oldest entry not yet delivered; 0 for none.
   */
  public static final String OLDEST_WAITING = "streamweir.oldest.waiting";

  /**
   * Gauge by stage and priority, in seconds: age of the oldest entry delivered and not settled; 0
   * for none.
   */
  public static final String OLDEST_PENDING = "streamweir.oldest.pending";

  /**
   * Gauge by stage and priority, in seconds: for how long a worker has had its oldest entry; 0 for
   * none.
   */
  public static final String OLDEST_DELIVERED = "streamweir.oldest.delivered";

  /**
   * Gauge by stage and priority, in seconds: for how long the first delayed entry is due; 0 for
   * none.
   */
  public static final String OLDEST_OVERDUE = "streamweir.oldest.overdue";

  /**
   * Gauge by stage and priority, in seconds: age of the oldest job among the entries that are next.
   */
  public static final String OLDEST_JOB = "streamweir.oldest.job";

  /**
   * Gauge by stage and priority, in seconds: until its backlog is done; infinite where it does not
   * shrink.
   */
  public static final String DRAIN = "streamweir.drain";

  /** Counter by stage and priority: entries ever added, by whomever. */
  public static final String INBOX_ADDED = "streamweir.inbox.added";

  /** Counter by stage and priority: entries ever settled, by whomever. */
  public static final String INBOX_SETTLED = "streamweir.inbox.settled";

  /** Gauge by reader of the log of results: ends in the log that it has not acknowledged. */
  public static final String RESULTS_UNREAD = "streamweir.results.unread";

  /** Gauge by reader, in seconds: age of the oldest end that it was not given; 0 for none. */
  public static final String RESULTS_UNREAD_AGE = "streamweir.results.unread.age";

  /** Gauge by reader: ends that the log had trimmed before the reader came to them, since ever. */
  public static final String RESULTS_MISSED = "streamweir.results.missed";

  /** Gauge by pipeline, in seconds: how long its log of results keeps an end. */
  public static final String RESULTS_KEPT = "streamweir.results.kept";

  /** Tag: the name of a reader of a log of results. */
  public static final String READER = "reader";

  /** Gauge by stage: its place in the pipeline's definition, from 1. */
  public static final String STAGE_POSITION = "streamweir.stage.position";

  /** Gauge by stage: 1 while an operator has paused it, or the whole pipeline; else 0. */
  public static final String STAGE_PAUSED = "streamweir.stage.paused";

  /** Gauge by pipeline, in seconds: since when the latest schedule is due. */
  public static final String SCHEDULES_LATE = "streamweir.schedules.late";

  /** Gauge by pipeline: splits whose gather has not fired. */
  public static final String GATHERS_OPEN = "streamweir.gathers.open";

  /** Gauge by window: spans that have not been closed. */
  public static final String WINDOWS_OPEN = "streamweir.windows.open";

  /** Counter by window: spans that were closed, each with a summary. */
  public static final String WINDOWS_CLOSED = "streamweir.windows.closed";

  /** Counter by window: updates that came when their span had been closed. */
  public static final String WINDOW_LATE = "streamweir.window.late";

  /** Counter by window: updates of spans too far ahead of the server's clock. */
  public static final String WINDOW_EARLY = "streamweir.window.early";

  /** Gauge by window: event time by which the watermark is behind, in seconds. */
  public static final String WINDOW_LAG = "streamweir.window.lag";

  /** Tag: a window's name. */
  public static final String WINDOW = "window";

  /** Gauge by pipeline: 1 where the last look at the server succeeded. */
  public static final String BACKLOG_UP = "streamweir.backlog.up";

  // ---- Redis, as this process sees it

  /** Timer by command or script: from sending to the answer; blocking reads are left out. */
  public static final String REDIS_COMMAND = "streamweir.redis.command";

  /** Counter by command or script and code: commands that did not end well. */
  public static final String REDIS_FAILURES = "streamweir.redis.failures";

  /** Gauge: 1 while the connection that all commands share is open and answers. */
  public static final String REDIS_CONNECTED = "streamweir.redis.connected";

  /** Gauge by node: 1 where it answered when it was last asked. */
  public static final String REDIS_NODE_UP = "streamweir.redis.node.up";

  /** Gauge by node, in bytes: memory that its data take. */
  public static final String REDIS_MEMORY_USED = "streamweir.redis.memory.used";

  /** Gauge by node, in bytes: memory that its data may take; 0 for no bound. */
  public static final String REDIS_MEMORY_MAX = "streamweir.redis.memory.max";

  /** Gauge by node: connections of all clients. */
  public static final String REDIS_CLIENTS = "streamweir.redis.clients";

  /** Gauge by node: connections that it allows. */
  public static final String REDIS_CLIENTS_MAX = "streamweir.redis.clients.max";

  /** Counter by node: keys evicted for want of memory. */
  public static final String REDIS_EVICTED = "streamweir.redis.evicted";

  /** Whether a server writes what it holds to disk. */
  public static final String REDIS_PERSISTING = "streamweir.redis.persisting";

  /** Replicas of a server. */
  public static final String REDIS_REPLICAS = "streamweir.redis.replicas";

  // ---- Clients

  /** Timer by pipeline: from the submit to its answer. */
  public static final String SUBMIT = "streamweir.submit";

  /** Counter by pipeline and outcome: jobs that were to be submitted. */
  public static final String SUBMITTED = "streamweir.submitted";

  // ---- The program

  /** Gauge: always 1, tagged with the version. */
  public static final String BUILD = "streamweir.build.info";

  // ---- Tags

  /** Tag: which Redis, as {@code RedisLink.name} has it. */
  public static final String REDIS = "redis";

  /** Tag: what all keys begin with. A scraper on Kubernetes has a {@code namespace} of its own. */
  public static final String REDIS_NAMESPACE = "redis_namespace";

  /** Tag: the pipeline's name. */
  public static final String PIPELINE = "pipeline";

  /** Tag: the stage's name. */
  public static final String STAGE = "stage";

  /** Tag: which upkeep, as {@code promote}. */
  public static final String ROLE = "role";

  /** Tag: the partition, from 0. */
  public static final String PARTITION = "partition";

  /** Tag: the priority of the jobs. */
  public static final String PRIORITY = "priority";

  /** Tag: what became of an entry or of a submit. */
  public static final String OUTCOME = "outcome";

  /** Tag: whether the job {@code finished} or {@code failed}. */
  public static final String STATUS = "status";

  /** Tag: the state of a breaker: {@code open}, {@code half_open} or {@code closed}. */
  public static final String STATE = "state";

  /** Tag: a Redis command, or the name of a script. */
  public static final String COMMAND = "command";

  /** Tag: the first word of the server's error, or why there was no answer. */
  public static final String CODE = "code";

  /** Tag: host and port of a Redis server. Kubernetes has a {@code node} of its own. */
  public static final String REDIS_NODE = "redis_node";

  /** Tag: the program's version. */
  public static final String VERSION = "version";

  private MetricNames() {}
}
