package io.streamweir.client;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.feature.gather.GatherStore;
import io.streamweir.internal.feature.gather.GatherStore.Name;
import io.streamweir.internal.feature.gather.GatherStore.OpenGather;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.Priority;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells how far the splits of a job have come. Changes nothing in Redis, so a user that may only
 * read can use it. Thread-safe.
 */
public final class ProgressReader {
  private final RedisLink link;
  private final PipelineFacts<?> pipeline;
  private final List<Keys> partitions;
  private final List<String> splits;

  ProgressReader(RedisLink link, PipelineFacts<?> pipeline) {
    this.link = link.patient();
    this.pipeline = pipeline;
    this.partitions = Keys.partitions(link, pipeline.name(), pipeline.partitions());
    this.splits =
        pipeline.stages().stream()
            .filter(PipelineFacts.StageFacts::splits)
            .map(PipelineFacts.StageFacts::name)
            .toList();
  }

  /**
   * A reader of the progress of this pipeline's jobs.
   *
   * @throws PipelineMeta.MismatchException where Redis holds another wire format, or another number
   *     of partitions to look in
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  public static ProgressReader open(RedisLink link, Pipeline<?> pipeline) {
    return new ProgressReader(link, PipelineMeta.known(link.patient(), pipeline).facts());
  }

  /** The same by what Redis knows of the pipeline, which is not compared with it once more. */
  public static ProgressReader open(RedisLink link, PipelineFacts<?> pipeline) {
    return new ProgressReader(link, pipeline);
  }

  /**
   * The splits of a job that have begun and whose gather has not ended, outer ones first; looked
   * for in all partitions, in each of them among all open gathers.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   * @throws IllegalArgumentException where it can be nobody's job id
   */
  public List<GatherProgress> of(String jobId) {
    JobId.check(jobId);
    int likely = pipeline.partitionOf(jobId);
    List<GatherProgress> found = in(likely, jobId);
    for (int i = 0; found.isEmpty() && i < partitions.size(); i++) {
      found = i == likely ? found : in(i, jobId);
    }
    return found;
  }

  List<GatherProgress> in(int partition, String jobId) {
    if (splits.isEmpty()) {
      return List.of();
    }
    List<GatherProgress> all = new ArrayList<>();
    for (Priority priority : pipeline.priorities()) {
      GatherStore store = new GatherStore(link, partitions.get(partition).at(priority));
      Set<Name> names = new LinkedHashSet<>();
      splits.forEach(split -> names.add(new Name(split, "", jobId))); // fired ones are not open
      names.addAll(store.openOf(jobId));
      link.awaitAll(names.stream().map(store::find).toList())
          .forEach(state -> state.ifPresent(gather -> all.add(progress(gather))));
    }
    return List.copyOf(all);
  }

  private static GatherProgress progress(OpenGather gather) {
    return new GatherProgress(
        gather.name().split(),
        gather.name().path(),
        gather.made() - gather.left() - gather.failed(),
        gather.failed(),
        gather.made(),
        gather.total());
  }
}
