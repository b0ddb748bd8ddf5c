package io.streamweir.client;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.feature.cancel.CancelScript;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Cancels jobs of one pipeline and writes nothing else. So a user that may not submit can use it.
 * Thread-safe.
 */
public final class JobCanceller {
  private final RedisLink link;
  private final PipelineFacts<?> pipeline;
  private final List<CancelScript> partitions;
  private final AvroCodec codec;

  JobCanceller(RedisLink link, PipelineFacts<?> pipeline, AvroCodec codec) {
    this.link = link.patient();
    this.pipeline = pipeline;
    this.partitions =
        Keys.partitions(link, pipeline.name(), pipeline.partitions()).stream()
            .map(keys -> new CancelScript(this.link, keys, pipeline))
            .toList();
    this.codec = codec;
  }

  /**
   * A canceller of this pipeline's jobs.
   *
   * @throws PipelineMeta.MismatchException where Redis holds another wire format, or another number
   *     of partitions
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  public static JobCanceller open(RedisLink given, Pipeline<?> pipeline) {
    return open(given, PipelineMeta.known(given.patient(), pipeline).facts());
  }

  /** The same by what Redis knows of the pipeline, which is not compared with it once more. */
  public static JobCanceller open(RedisLink given, PipelineFacts<?> pipeline) {
    RedisLink link = given.patient();
    return new JobCanceller(link, pipeline, new AvroCodec(new SchemaCatalog(new SchemaHash(link))));
  }

  /**
   * Cancels a job wherever it is; see {@link JobClient#cancel(String)}.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked or refuses; the call
   *     may be repeated
   * @throws IllegalArgumentException where it can be nobody's job id
   */
  public Cancellation cancel(String jobId) {
    int home = pipeline.partitionOf(JobId.check(jobId));
    // First everywhere else, so that the job can end nowhere any more; then, in one place, its end.
    List<CompletableFuture<CancelScript.Reply>> elsewhere =
        IntStream.range(0, partitions.size())
            .filter(partition -> partition != home)
            .mapToObj(partition -> partitions.get(partition).cancelWithoutResult(jobId))
            .toList();
    Optional<ResultMessage> ended =
        link.awaitAll(elsewhere).stream().flatMap(reply -> reply.ended().stream()).findFirst();
    return ended.map(this::before).orElseGet(() -> cancelIn(home, jobId));
  }

  /**
   * Cancels a job that was submitted with this key, wherever it is, as {@link #cancel(String)}
   * does: a key that does not lead to the job must not leave it running.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked or refuses; the call
   *     may be repeated
   * @throws IllegalArgumentException where it can be nobody's job id
   */
  public Cancellation cancel(String jobId, String key) {
    Objects.requireNonNull(key, "key");
    return cancel(jobId);
  }

  Cancellation cancelIn(int partition, String jobId) {
    CancelScript.Reply reply = link.await(partitions.get(partition).cancel(jobId));
    return reply
        .ended()
        .map(this::before)
        .orElseGet(() -> new Cancellation(reply.now(), new Result.Cancelled(jobId)));
  }

  private Cancellation before(ResultMessage ended) {
    return new Cancellation(false, Result.of(ended, codec));
  }
}
