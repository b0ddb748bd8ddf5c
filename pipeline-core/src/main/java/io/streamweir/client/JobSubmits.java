package io.streamweir.client;

import io.streamweir.client.SubmitObserving.Answered;
import io.streamweir.internal.entry.AppendScript;
import io.streamweir.pipeline.Durability;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.Priority;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * Submits jobs to one pipeline: those of a {@link JobClient}, with inputs or with their payloads.
 * Thread-safe.
 *
 * @param <I> what a job is made of
 */
public final class JobSubmits<I> {
  static final int MAX_UNANSWERED = 1 << 16;

  private final PipelineFacts<?> pipeline;
  private final ClientConfig config;
  private final JobEncoder<I> encoder;
  private final Inboxes inboxes;
  private final SubmitObserving observing;
  private final Semaphore unanswered;
  private final TogetherSubmit<I> together;

  JobSubmits(
      PipelineFacts<?> pipeline,
      JobEncoder<I> encoder,
      Inboxes inboxes,
      SubmitObserving observing,
      Semaphore unanswered,
      ClientConfig config) {
    this.pipeline = pipeline;
    this.config = config;
    this.encoder = encoder;
    this.inboxes = inboxes;
    this.observing = observing;
    this.unanswered = unanswered;
    this.together = new TogetherSubmit<>(pipeline, encoder, observing, this::append, config);
  }

  /** As {@link JobClient#submit(Object, SubmitOptions)}. */
  public Receipt submit(I input, SubmitOptions options) {
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

  /** As {@link JobClient#submitEach}. */
  public List<CompletableFuture<Receipt>> submitEach(List<I> inputs, SubmitOptions options) {
    inboxes.check(options.priority());
    if (options.jobId() != null) {
      throw new IllegalArgumentException("jobs that are submitted together have ids of their own");
    }
    return together.each(inputs, options);
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

  /** As {@link JobClient#submitAsync}. */
  public CompletableFuture<Receipt> submitAsync(I input, SubmitOptions options) {
    inboxes.check(options.priority());
    return observing.observeAsync(1, options, traced -> sendAsync(input, traced));
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

  /** As {@link JobClient#source(String, SubmitOptions)}. */
  public NumberedSource<I> source(String name, SubmitOptions options) {
    if (options.jobId() != null
        || options.key() != null
        || options.dedupe() != null
        || !options.headers().isEmpty()) {
      throw new IllegalArgumentException(
          "a numbered source takes delay, start, durability and priority of the options, and"
              + " nothing else");
    }
    return new NumberedSource<>(
        JobId.check(name),
        pipeline,
        inboxes.calls(options.priority(), options.durability()),
        encoder,
        options,
        config.submitTimeout(),
        observing);
  }
}
