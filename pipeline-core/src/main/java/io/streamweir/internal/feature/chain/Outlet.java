package io.streamweir.internal.feature.chain;

import io.streamweir.internal.entry.AppendCall;
import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.chain.OutboxScript.Waiting;
import io.streamweir.internal.wire.Confirmed;
import io.streamweir.internal.wire.Script;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.Priority;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One outbox of one partition: how full it is, and where what is in it goes. Thread-safe. */
final class Outlet {
  private static final long WANTED_NANOS = Duration.ofSeconds(1).toNanos();

  private final RedisLink link;
  private final String pipeline;
  private final Keys keys;
  private final Target target;
  private final long reserve;
  private volatile long length = Long.MAX_VALUE; // until the first look
  private volatile long farAt = System.nanoTime();
  private volatile long wantedAt = System.nanoTime();

  /**
   * An outbox.
   *
   * @param keys of the partition
   * @param reserve how many more entries the target's inbox holds of what comes this way than of
   *     what clients submit: those must not stand in the way of what has begun
   */
  Outlet(RedisLink link, String pipeline, Keys keys, Target target, long reserve) {
    this.link = link;
    this.pipeline = pipeline;
    this.keys = keys;
    this.target = target;
    this.reserve = reserve;
  }

  /** Where jobs go that must be taken in order. */
  record Inbox(String target, int partition, Priority priority) {}

  /** Whether it is time to look behind what is not taken; asked once by each walk. */
  boolean walksFar(Duration interval) {
    PipelineFacts<?> facts = facts();
    long now = System.nanoTime();
    boolean due =
        facts != null
            && facts.partitions() * facts.priorities().size() > 1
            && now - farAt > interval.toNanos();
    farAt = due ? now : farAt;
    return due;
  }

  void length(long now) {
    length = now;
  }

  /** Whether a stage may put more into it. */
  boolean hasRoom(long most) {
    wantedAt = System.nanoTime();
    return length < most && target.known();
  }

  /** Whether a stage has asked for room within the last second. */
  boolean wanted() {
    return System.nanoTime() - wantedAt < WANTED_NANOS;
  }

  /** What its target is; null where jobs cannot go there now. */
  @Nullable PipelineFacts<?> facts() {
    return target.fitting();
  }

  /** Where the job goes. */
  static Inbox inbox(PipelineFacts<?> facts, ChainedJob job) {
    Priority wanted = job.options().priority();
    Priority priority = facts.priorities().contains(wanted) ? wanted : Priority.NORMAL;
    return new Inbox(facts.name(), facts.partitionOf(job.partitionKey()), priority);
  }

  /** Sends jobs to their inbox, in order; answers with those that were not appended. */
  CompletableFuture<Confirmed<List<AppendScript.Refusal>>> append(
      PipelineFacts<?> facts, Inbox inbox, List<Waiting> jobs) {
    List<AppendScript.Job> batch = new ArrayList<>();
    for (Waiting one : jobs) {
      ChainedJob job = one.job();
      if (job != null) {
        batch.add(job.appended(facts, one.number()));
      }
    }
    String name = Chains.source(pipeline, keys.at(inbox.priority()).place());
    AppendScript.Source source = new AppendScript.Source(name, 1, Duration.ZERO, true);
    return call(facts, inbox).run(batch, source, Script.Fallback.FULL_TEXT);
  }

  /** Made anew for each call, since the target may change its first stage or its bound. */
  private AppendCall call(PipelineFacts<?> facts, Inbox inbox) {
    Keys there = Keys.of(link, inbox.target(), inbox.partition()).at(inbox.priority());
    long most = facts.maxBacklog() + reserve;
    return target.call(
        there, new AppendScript(link, there, facts.priorities(), facts.first(), most));
  }
}
