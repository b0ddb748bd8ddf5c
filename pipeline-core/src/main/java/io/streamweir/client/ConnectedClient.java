package io.streamweir.client;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * What a {@link JobClient} does once Redis is there and both agree on the pipeline. Thread-safe.
 */
final class ConnectedClient<I> implements AutoCloseable {
  private final PipelineFacts<I> pipeline;
  private final AvroCodec codec;
  private final Inboxes inboxes;
  private final JobSubmits<I> submits;
  private final JobSubmits<byte[]> payloads;
  private final ResultReader results;
  private final ProgressReader progress;
  private final HandlerProgressReader handlerProgress;
  private final JobCanceller canceller;
  private final ResultWaiters waiters;
  private final Schedules<I> schedules;

  private ConnectedClient(RedisLink link, PipelineFacts<I> pipeline, ClientConfig config) {
    this.pipeline = pipeline;
    SubmitObserving observing = new SubmitObserving(config, pipeline.name());
    this.codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link.patient())));
    int most = config.maxPayloadBytes();
    JobEncoder<I> encoder = JobEncoder.of(pipeline, codec, most);
    JobEncoder<byte[]> bounded = JobEncoder.ofPayloads(pipeline, codec, most);
    this.schedules = new Schedules<>(link, pipeline, encoder::payload);
    this.inboxes = new Inboxes(link, pipeline, config.submitTimeout());
    Semaphore unanswered = new Semaphore(JobSubmits.MAX_UNANSWERED);
    this.submits = new JobSubmits<>(pipeline, encoder, inboxes, observing, unanswered, config);
    this.payloads = new JobSubmits<>(pipeline, bounded, inboxes, observing, unanswered, config);
    this.results = new ResultReader(link, pipeline, codec, config.callbackExecutor());
    this.progress = new ProgressReader(link, pipeline);
    this.handlerProgress = new HandlerProgressReader(link, pipeline);
    this.canceller = new JobCanceller(link, pipeline, codec);
    this.waiters = new ResultWaiters(link, pipeline, codec, config);
  }

  static <I> ConnectedClient<I> of(RedisLink link, PipelineFacts<I> pipeline, ClientConfig config) {
    ConnectedClient<I> client = new ConnectedClient<>(link, pipeline, config);
    client.codec.register(pipeline.input());
    return client;
  }

  /** Submits inputs. */
  JobSubmits<I> submits() {
    return submits;
  }

  /** Submits inputs that are encoded already. */
  JobSubmits<byte[]> payloads() {
    return payloads;
  }

  Schedules<I> schedules() {
    return schedules;
  }

  Result awaitResult(Receipt receipt, Duration timeout) throws InterruptedException {
    return waiters.await(
        receipt.jobId(), receipt.partition(), pipeline.partitionOf(receipt.jobId()), timeout);
  }

  CompletableFuture<Result> result(Receipt receipt) {
    return waiters.await(
        receipt.jobId(), receipt.partition(), pipeline.partitionOf(receipt.jobId()));
  }

  ResultReader results() {
    return results;
  }

  JobCanceller canceller() {
    return canceller;
  }

  ProgressReader progress() {
    return progress;
  }

  HandlerProgressReader handlerProgress() {
    return handlerProgress;
  }

  @Override
  public void close() {
    inboxes.close();
    waiters.close();
  }
}
