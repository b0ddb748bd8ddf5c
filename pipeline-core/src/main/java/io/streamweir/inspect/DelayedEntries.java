package io.streamweir.inspect;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.jobs.LaterEntries;
import io.streamweir.internal.feature.jobs.LaterEntries.Waiting;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one pipeline that wait for a time, or behind others of their key: when they go on,
 * and why they were put off. Reads only. Thread-safe; every method throws {@link
 * io.streamweir.redis.RedisCallException} where Redis cannot be asked.
 */
public final class DelayedEntries {
  private final RedisLink link;
  private final Pipeline<?> pipeline;

  /** Of this pipeline. */
  public DelayedEntries(RedisLink link, Pipeline<?> pipeline) {
    this.link = link.patient();
    this.pipeline = pipeline;
  }

  /**
   * One entry that waits.
   *
   * @param place partition, and priority where that is not the normal one
   * @param due when it goes on, by the server's clock; null where it waits behind others of its key
   * @param attempt the attempt that comes next, from 1
   * @param lastError why it was put off the last time; empty where it never was
   */
  public record Delayed(
      String stage,
      String place,
      String jobId,
      @Nullable Instant due,
      int attempt,
      String lastError) {}

  /** Up to {@code limit} of a stage: those with a time first, the first due first. */
  public List<Delayed> list(String stage, int limit) {
    StageDefinition<?, ?> of = pipeline.stage(stage);
    List<Delayed> all = new ArrayList<>();
    for (Keys keys : Keys.levels(link, pipeline)) {
      LaterEntries later = new LaterEntries(link, keys, stage);
      link.await(later.delayed(limit)).forEach(waiting -> all.add(delayed(keys, stage, waiting)));
      if (of.config().keys().any()) {
        link.await(later.parked(limit)).forEach(waiting -> all.add(delayed(keys, stage, waiting)));
      }
    }
    Comparator<Instant> soonest = Comparator.nullsLast(Comparator.naturalOrder());
    return all.stream().sorted(Comparator.comparing(Delayed::due, soonest)).limit(limit).toList();
  }

  /** Those of a job, in all stages and partitions. */
  public List<Delayed> ofJob(String jobId) {
    List<Delayed> all = new ArrayList<>();
    for (Keys keys : Keys.levels(link, pipeline)) {
      for (StageDefinition<?, ?> stage : pipeline.stages()) {
        new LaterEntries(link, keys, stage.name())
            .ofJob(jobId)
            .forEach(waiting -> all.add(delayed(keys, stage.name(), waiting)));
      }
    }
    return all;
  }

  private static Delayed delayed(Keys keys, String stage, Waiting waiting) {
    Entry entry = waiting.entry();
    Instant due = waiting.dueMillis() < 0 ? null : Instant.ofEpochMilli(waiting.dueMillis());
    String error = Optional.ofNullable(entry.lastError()).orElse("");
    return new Delayed(stage, keys.place(), entry.jobId(), due, entry.attempt(), error);
  }
}
