package io.streamweir.client;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.feature.results.ResultStore;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Reads the results of one pipeline and changes nothing in Redis. So a user that may only read can
 * use it. Thread-safe.
 */
public final class ResultReader {
  private final RedisLink link;
  private final PipelineFacts<?> pipeline;
  private final List<Keys> partitions;
  private final AvroCodec codec;
  private final ResultStore store;
  private final Executor callbacks;

  ResultReader(RedisLink link, PipelineFacts<?> pipeline, AvroCodec codec, Executor callbacks) {
    this.callbacks = callbacks;
    this.link = link.patient();
    this.pipeline = pipeline;
    this.partitions = Keys.partitions(link, pipeline.name(), pipeline.partitions());
    this.codec = codec;
    this.store = new ResultStore(this.link);
  }

  /**
   * A reader of this pipeline's results.
   *
   * @throws PipelineMeta.MismatchException where Redis holds another wire format, or another number
   *     of partitions to look in
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  public static ResultReader open(RedisLink given, Pipeline<?> pipeline) {
    PipelineMeta.checkPlaces(given.patient(), pipeline);
    return open(given, pipeline.facts());
  }

  /** The same by what Redis knows of the pipeline, which is not compared with it once more. */
  public static ResultReader open(RedisLink given, PipelineFacts<?> pipeline) {
    AvroCodec codec = new AvroCodec(new SchemaCatalog(new SchemaHash(given.patient())));
    return new ResultReader(given, pipeline, codec, CallbackThreads.shared());
  }

  /**
   * The stored result of a job, if it is there now; looked for in all partitions.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  public Optional<Result> stored(String jobId) {
    int likely = pipeline.partitionOf(jobId);
    Optional<Result> found = find(likely, jobId);
    for (int i = 0; found.isEmpty() && i < partitions.size(); i++) {
      found = i == likely ? found : find(i, jobId);
    }
    return found;
  }

  /**
   * Hands over every result and failure that is published from now on, one at a time on a thread of
   * its own. What is published while the connection is broken is missed; stored results are not.
   *
   * @throws io.streamweir.redis.RedisCallException where it cannot subscribe
   */
  public ResultSubscription subscribe(Consumer<Result> listener) {
    return new ResultSubscription(link, partitions, codec, listener, callbacks);
  }

  private Optional<Result> find(int partition, String jobId) {
    return link.await(store.find(partitions.get(partition), jobId)).map(m -> Result.of(m, codec));
  }
}
