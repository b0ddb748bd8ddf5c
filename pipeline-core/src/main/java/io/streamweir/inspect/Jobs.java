package io.streamweir.inspect;

import io.streamweir.codec.PayloadJson;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PublishedFacts;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.housekeeping.LiveWorkers;
import io.streamweir.internal.housekeeping.WorkerPresence;
import io.streamweir.internal.wire.FirstUse;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import io.streamweir.redis.RedisLink;
import java.util.List;

/**
 * The jobs of one pipeline that have not ended, entry by entry, with their payloads as JSON. Needs
 * neither the pipeline's definition nor its classes, and only reads. Each call does a bounded
 * amount of work, however much waits. Thread-safe; every method throws {@link
 * io.streamweir.redis.RedisCallException} where Redis cannot be asked.
 */
public final class Jobs {
  /** The most entries of a page. */
  public static final int MOST_ENTRIES = 1_000;

  private final RedisLink link;
  private final PipelineFacts<?> pipeline;
  private final List<Keys> levels;
  private final PayloadJson payloads;

  /** Of this pipeline. */
  public Jobs(RedisLink link, PipelineFacts<?> pipeline) {
    this.link = link.patient();
    this.pipeline = pipeline;
    this.levels = Keys.levels(link, pipeline);
    this.payloads = new PayloadJson(new SchemaCatalog(new SchemaHash(this.link)));
  }

  /**
   * Of a pipeline by what Redis knows of it, without its definition.
   *
   * @throws io.streamweir.pipeline.UnknownPipelineException where no program with the definition
   *     has run yet
   */
  public static Jobs open(RedisLink link, String pipeline) {
    return new Jobs(link, PublishedFacts.read(link.patient(), pipeline));
  }

  /**
   * Entries of one state of a stage: partition by partition, the most urgent priority first, and
   * within these oldest first, delayed ones by their time, parked ones by key. A caller that goes
   * on with {@link JobPage#next} meets each entry that stays in its state once.
   *
   * @param cursor where to go on; empty for the beginning
   * @param limit how many entries at most
   * @param filter which of them; where few match, a page may have none and yet not be the last
   * @throws IllegalArgumentException where there is no such stage, the cursor is none of this
   *     pipeline, or the limit is not between 1 and {@link #MOST_ENTRIES}
   */
  public JobPage page(String stage, JobState state, String cursor, int limit, JobFilter filter) {
    return page(stage, state, cursor, limit, filter, JobOrder.OLDEST);
  }

  /**
   * The same in another order within each partition and priority. What comes while a caller reads
   * from the newest on is not met.
   *
   * @throws IllegalArgumentException also where entries of the state cannot be read in this order
   */
  public JobPage page(
      String stage, JobState state, String cursor, int limit, JobFilter filter, JobOrder order) {
    check(stage);
    if (!order.fits(state)) {
      throw new IllegalArgumentException(
          "newest first can only be read what is waiting or dead, not what is " + state);
    }
    if (limit < 1 || limit > MOST_ENTRIES) {
      throw new IllegalArgumentException("limit must be 1 to " + MOST_ENTRIES + ": " + limit);
    }
    JobCursor from = JobCursor.parse(cursor, levels, state);
    InboxQueries queries = new InboxQueries(link);
    JobWalk walk = new JobWalk(from, limit, filter, order);
    long now = queries.now();
    FirstUse<LiveWorkers> live =
        new FirstUse<>(() -> link.await(WorkerPresence.alive(link, pipeline.name(), now)));
    while (walk.goesOn(levels.size())) {
      Keys keys = levels.get(walk.level());
      walk.read(new JobSource(link, keys, stage, payloads, live, now), state);
    }
    return walk.page(levels);
  }

  /**
   * Where a job is that has not ended. Looks at up to 10,000 entries of each state of a stage in a
   * partition. It begins at the time that the job's id tells, if clocks differ by no more than a
   * second. It has Redis look at up to a million delayed and parked ones.
   *
   * @throws IllegalArgumentException where it can be nobody's job id
   */
  public FoundJob find(String jobId) {
    return new JobSearch(link, pipeline, payloads).find(jobId);
  }

  private void check(String stage) {
    List<String> known = pipeline.stages().stream().map(StageFacts::name).toList();
    if (!known.contains(stage)) {
      throw new IllegalArgumentException(
          "pipeline "
              + pipeline.name()
              + " has no stage '"
              + stage
              + "'; it has "
              + String.join(", ", known));
    }
  }
}
