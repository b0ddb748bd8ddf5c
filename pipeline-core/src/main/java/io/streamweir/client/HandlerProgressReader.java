package io.streamweir.client;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.feature.progress.ProgressStore;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells how far the handlers that run for a job say that they have come. Changes nothing in Redis,
 * so a user that may only read can use it. Thread-safe.
 */
public final class HandlerProgressReader {
  private final RedisLink link;
  private final PipelineFacts<?> pipeline;
  private final List<Keys> partitions;
  private final ProgressStore store;

  HandlerProgressReader(RedisLink link, PipelineFacts<?> pipeline) {
    this.link = link.patient();
    this.pipeline = pipeline;
    this.partitions = Keys.partitions(link, pipeline.name(), pipeline.partitions());
    this.store = new ProgressStore(this.link);
  }

  /**
   * A reader of what the handlers of this pipeline say.
   *
   * @throws PipelineMeta.MismatchException where Redis holds another wire format, or another number
   *     of partitions to look in
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  public static HandlerProgressReader open(RedisLink link, Pipeline<?> pipeline) {
    Pipeline<?> agreed = PipelineMeta.known(link.patient(), pipeline);
    return new HandlerProgressReader(link, agreed.facts());
  }

  /** The same by what Redis knows of the pipeline, which is not compared with it once more. */
  public static HandlerProgressReader open(RedisLink link, PipelineFacts<?> pipeline) {
    return new HandlerProgressReader(link, pipeline);
  }

  /**
   * What the handlers that run for the job have said last, by stage and path; empty where none has
   * said anything. Looked for in all partitions, with one call to each. What a worker said before
   * it died stays for a day, or until the next one that runs the entry says something.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   * @throws IllegalArgumentException where it can be nobody's job id
   */
  public List<HandlerProgress> of(String jobId) {
    JobId.check(jobId);
    int likely = pipeline.partitionOf(jobId);
    List<HandlerProgress> found = in(likely, jobId);
    for (int i = 0; found.isEmpty() && i < partitions.size(); i++) {
      found = i == likely ? found : in(i, jobId);
    }
    return found;
  }

  /**
   * The same for a job that was just submitted, with one call.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  public List<HandlerProgress> of(Receipt receipt) {
    return in(receipt.partition(), receipt.jobId());
  }

  private List<HandlerProgress> in(int partition, String jobId) {
    return link.await(store.of(partitions.get(partition), jobId)).stream()
        .map(HandlerProgress::of)
        .sorted(Comparator.comparing(HandlerProgress::stage).thenComparing(HandlerProgress::path))
        .toList();
  }

  /**
   * Hands over what handlers of the job say from now on, one at a time on a thread of its own. What
   * is said while the connection is broken is missed; {@link #of(String)} has the latest.
   *
   * @throws io.streamweir.redis.RedisCallException where it cannot subscribe
   * @throws IllegalArgumentException where it can be nobody's job id
   */
  public ProgressSubscription follow(String jobId, Consumer<HandlerProgress> listener) {
    JobId.check(jobId);
    return new ProgressSubscription(
        link, partitions, message -> message.jobId().equals(jobId), listener);
  }

  /**
   * The same for all jobs of the pipeline.
   *
   * @throws io.streamweir.redis.RedisCallException where it cannot subscribe
   */
  public ProgressSubscription follow(Consumer<HandlerProgress> listener) {
    return new ProgressSubscription(link, partitions, message -> true, listener);
  }
}
