package io.streamweir.client;

import io.streamweir.client.SubmitObserving.Answered;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.pipeline.Durability;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.Priority;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * What a {@link JobClient} does once Redis is there and both agree on the pipeline. Its methods are
 * those of the client. Thread-safe.
 */
final class ConnectedClient<I> implements AutoCloseable {
  private static final int MAX_UNANSWERED = 1 << 16;

  private final PipelineFacts<I> pipeline;
  private final ClientConfig config;
  private final AvroCodec codec;
  private final JobEncoder<I> encoder;
  private final Inboxes inboxes;
  private final TogetherSubmit<I> together;
  private final Semaphore unanswered = new Semaphore(MAX_UNANSWERED);
  private final ResultReader results;
  private final ProgressReader progress;
  private final HandlerProgressReader handlerProgress;
  private final JobCanceller canceller;
  private final ResultWaiters waiters;
  private final SubmitObserving observing;
  private final Schedules<I> schedules;

  private ConnectedClient(RedisLink link, PipelineFacts<I> pipeline, ClientConfig config) {
    this.pipeline = pipeline;
    this.config = config;
    this.observing = new SubmitObserving(config, pipeline.name());
    this.codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link.patient())));
    this.encoder = new JobEncoder<>(pipeline, codec, config.maxPayloadBytes());
    this.schedules = new Schedules<>(link, pipeline, encoder::payload);
    this.inboxes = new Inboxes(link, pipeline, config.submitTimeout());
    this.together = new TogetherSubmit<>(pipeline, encoder, observing, this::append, config);
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

  Receipt submit(I input, SubmitOptions options) {
    inboxes.check(options.priority());
    return observing.observe(
        1,
        options,
        traced -> {
          Sent sent = send(input, traced);
          return receipt(sent, sent.answer().join());
        });
  }

  List<Receipt> submitAll(List<I> inputs) {
    return together.all(inputs);
  }

  List<CompletableFuture<Receipt>> submitEach(List<I> inputs, SubmitOptions options) {
    inboxes.check(options.priority());
    if (options.jobId() != null) {
      throw new IllegalArgumentException("jobs that are submitted together have ids of their own");
    }
    return together.each(inputs, options);
  }

  CompletableFuture<Receipt> submitAsync(I input, SubmitOptions options) {
    inboxes.check(options.priority());
    return observing.observeAsync(1, options, traced -> sendAsync(input, traced));
  }

  /** The answer comes on an I/O thread, and never fails: no code of users may run behind it. */
  private CompletableFuture<Answered> append(
      Priority priority, int partition, Durability durability, List<AppendScript.Job> jobs) {
    Appender appender = inboxes.appender(priority, partition, durability);
    unanswered.acquireUninterruptibly(jobs.size());
    long begun = System.nanoTime();
    return appender
        .append(jobs)
        .handle(
            (refusals, thrown) -> {
              unanswered.release(jobs.size());
              return new Answered(jobs.size(), refusals, thrown, System.nanoTime() - begun);
            });
  }

  private CompletableFuture<Receipt> sendAsync(I input, SubmitOptions options) {
    Sent sent;
    try {
      sent = send(input, options);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return sent.answer()
        .thenApplyAsync(answered -> receipt(sent, answered), config.callbackExecutor());
  }

  /** A job that is on its way. */
  private record Sent(String jobId, int partition, CompletableFuture<Answered> answer) {}

  private Sent send(I input, SubmitOptions options) {
    String jobId = options.jobId() == null ? JobId.next() : options.jobId();
    String key = encoder.partitionKey(input, options, jobId);
    AppendScript.Job job = encoder.job(jobId, key, input, options);
    int partition = pipeline.partitionOf(key);
    return new Sent(
        jobId,
        partition,
        append(options.priority(), partition, options.durability(), List.of(job)));
  }

  private Receipt receipt(Sent sent, Answered answered) {
    observing.tell(answered);
    List<AppendScript.Refusal> refusals = answered.orThrow();
    return refusals.isEmpty()
        ? new Receipt(sent.jobId(), sent.partition(), false)
        : Receipt.of(pipeline, sent.partition(), refusals.get(0));
  }

  NumberedSource<I> source(String name, SubmitOptions options) {
    return new NumberedSource<>(
        JobId.check(name),
        pipeline,
        inboxes.calls(options.priority(), options.durability()),
        encoder::payload,
        options,
        config.submitTimeout(),
        observing);
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
