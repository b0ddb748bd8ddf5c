package io.streamweir.client;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.PayloadLimitException;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Priority;
import io.streamweir.redis.AppendScript;
import io.streamweir.redis.Headers;
import io.streamweir.redis.NewEntry;
import io.streamweir.redis.PipelineMeta;
import io.streamweir.redis.RedisLink;
import io.streamweir.redis.SchemaHash;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * Submits jobs to one pipeline and hands out their results. Thread-safe; one per pipeline and
 * process is enough. Closing it does not close the link.
 *
 * @param <I> the payload that the pipeline accepts
 */
public final class JobClient<I extends SpecificRecord> implements AutoCloseable {
  private static final int MAX_UNANSWERED = 1 << 16;

  private final Pipeline<I> pipeline;
  private final boolean keyed;
  private final ClientConfig config;
  private final AvroCodec codec;
  private final Inboxes inboxes;
  private final Semaphore unanswered = new Semaphore(MAX_UNANSWERED);
  private final ResultReader results;
  private final ProgressReader progress;
  private final JobCanceller canceller;
  private final ResultWaiters waiters;
  private final SubmitObserving observing;
  private final Schedules<I> schedules;

  private JobClient(RedisLink link, Pipeline<I> pipeline, ClientConfig config) {
    this.pipeline = pipeline;
    this.keyed = pipeline.keyed();
    this.config = config;
    this.observing = new SubmitObserving(config, pipeline.name());
    this.codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link.patient())));
    this.schedules = new Schedules<>(link, pipeline, this::encode);
    this.inboxes = new Inboxes(link, pipeline, config.submitTimeout());
    this.results = new ResultReader(link, pipeline, codec);
    this.progress = new ProgressReader(link, pipeline);
    this.canceller = new JobCanceller(link, pipeline, codec);
    this.waiters = new ResultWaiters(link, inboxes.partitions(), codec, config.pollInterval());
  }

  /**
   * A client with the default configuration.
   *
   * @throws PipelineMeta.MismatchException where Redis holds another definition of the pipeline
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  public static <I extends SpecificRecord> JobClient<I> connect(
      RedisLink link, Pipeline<I> pipeline) {
    return connect(link, pipeline, ClientConfig.defaults());
  }

  /**
   * A client.
   *
   * @throws PipelineMeta.MismatchException where Redis holds another definition of the pipeline
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  public static <I extends SpecificRecord> JobClient<I> connect(
      RedisLink link, Pipeline<I> pipeline, ClientConfig config) {
    Pipeline<I> agreed = PipelineMeta.agree(link.patient(), pipeline);
    JobClient<I> client = new JobClient<>(link, agreed, config);
    client.codec.register(pipeline.input());
    return client;
  }

  /**
   * Submits a job and waits until Redis has it.
   *
   * @throws InboxFullException where the first inbox is full
   * @throws PayloadTooLargeException where the payload is too large
   * @throws SubmitFailedException where Redis did not take the job within the submit timeout
   * @throws SubmitUncertainException where the answer was lost
   */
  public Receipt submit(I input) {
    return submit(input, SubmitOptions.defaults());
  }

  /**
   * Submits a job and waits until Redis has it, as durably as the options say; throws what {@link
   * #submit(SpecificRecord)} throws.
   *
   * @throws SubmitNotReplicatedException where it was added, but not confirmed by enough replicas
   * @throws IllegalArgumentException where the pipeline does not have the priority
   */
  public Receipt submit(I input, SubmitOptions options) {
    return waitFor(submitAsync(input, options));
  }

  /**
   * Submits many jobs in as few steps as possible and waits until Redis has them all.
   *
   * @return one receipt per input, in order
   * @throws RuntimeException what {@link #submit(SpecificRecord)} throws, of the first input that
   *     failed; others may have been added. {@link #source} submits many jobs in order and can be
   *     repeated safely
   */
  public List<Receipt> submitAll(List<I> inputs) {
    return waitFor(
        observing.observe(
            inputs.size(), SubmitOptions.defaults(), options -> submitAll(inputs, options)));
  }

  private CompletableFuture<List<Receipt>> submitAll(List<I> inputs, SubmitOptions options) {
    BulkSubmit bulk = new BulkSubmit(inputs.size(), this::appendInMemory, this::receipt);
    for (I input : inputs) {
      byte[] payload = encode(input);
      String jobId = JobId.next();
      String key = partitionKey(input, options, jobId);
      bulk.add(pipeline.partitionOf(key), job(jobId, key, payload, options));
    }
    return bulk.finish();
  }

  private CompletableFuture<List<AppendScript.Refusal>> appendInMemory(
      int partition, List<AppendScript.Job> jobs) {
    return append(Priority.NORMAL, partition, Durability.MEMORY, jobs);
  }

  private CompletableFuture<List<AppendScript.Refusal>> append(
      Priority priority, int partition, Durability durability, List<AppendScript.Job> jobs) {
    Appender appender = inboxes.appender(priority, partition, durability);
    unanswered.acquireUninterruptibly(jobs.size());
    long begun = System.nanoTime();
    return appender
        .append(jobs)
        .whenComplete(
            (refusals, thrown) -> {
              unanswered.release(jobs.size());
              observing.answered(jobs.size(), refusals, thrown, System.nanoTime() - begun);
            });
  }

  /**
   * Submits a job; the future fails with what {@link #submit(SpecificRecord, SubmitOptions)}
   * throws. Waits only where 65,536 submits are unanswered, so it must not be called on a thread
   * that answers them.
   *
   * @throws IllegalArgumentException where the pipeline does not have the priority
   */
  public CompletableFuture<Receipt> submitAsync(I input, SubmitOptions options) {
    inboxes.check(options.priority());
    return observing.observe(1, options, traced -> send(input, traced));
  }

  private CompletableFuture<Receipt> send(I input, SubmitOptions options) {
    String jobId = options.jobId() == null ? JobId.next() : options.jobId();
    String key;
    AppendScript.Job job;
    try {
      key = partitionKey(input, options, jobId);
      job = job(jobId, key, encode(input), options);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    int partition = pipeline.partitionOf(key);
    return append(options.priority(), partition, options.durability(), List.of(job))
        .thenApply(
            refusals ->
                refusals.isEmpty()
                    ? new Receipt(jobId, partition, false)
                    : receipt(partition, refusals.get(0)));
  }

  /**
   * A source of numbered jobs: submitting the same ones in the same order again, after a crash or
   * on purpose, adds nothing twice.
   *
   * @param name tells the source from others, such as a hash of a file's content; 1 to 128 letters,
   *     digits, dots, underscores, colons and hyphens
   */
  public NumberedSource<I> source(String name) {
    return source(name, Durability.MEMORY);
  }

  /** The same, whose jobs count as submitted when this has happened. */
  public NumberedSource<I> source(String name, Durability durability) {
    return source(name, SubmitOptions.defaults().withDurability(durability));
  }

  /**
   * The same, whose jobs are submitted as these options say.
   *
   * @throws IllegalArgumentException where the options name a job id, a key or a dedupe key, which
   *     each job of a source has of its own, or headers, or a priority that the pipeline does not
   *     have
   */
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
        this::encode,
        options,
        config.submitTimeout(),
        observing);
  }

  /** The pipeline's schedules: those of its code, and those that are added while it runs. */
  public Schedules<I> schedules() {
    return schedules;
  }

  /**
   * The result of a job, once it is there. Right whether the job ends before or after this call and
   * whether or not its message arrives. A job that is dropped silently never has one, so waiting
   * wants a timeout.
   */
  public CompletableFuture<Result> result(Receipt receipt) {
    return waiters.await(
        receipt.jobId(), receipt.partition(), pipeline.partitionOf(receipt.jobId()));
  }

  /**
   * Cancels a job: nothing of it is handled from here on, but a handler that runs is interrupted
   * within a second. Its result, {@link Result.Cancelled}, is stored and published at once, also
   * where it is delayed. Where the job ended first, or one end of several is stored, nothing
   * happens and that is the answer. A handler that does not heed its interrupt goes on; what it
   * says counts no more. Of a duplicate, the job that came first is cancelled.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked or refuses; the call
   *     may be repeated
   */
  public Cancellation cancel(Receipt receipt) {
    return canceller.cancelIn(receipt.partition(), receipt.jobId());
  }

  /**
   * Cancels a job by its id, as {@link #cancel(Receipt)} does, in whichever partition it is. An id
   * that nobody has yet is remembered for at least 7 days: a job that is submitted with it is
   * cancelled, too.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked or refuses; the call
   *     may be repeated
   * @throws IllegalArgumentException where it can be nobody's job id
   */
  public Cancellation cancel(String jobId) {
    return canceller.cancel(jobId);
  }

  /**
   * The same. The key is not needed: the job is looked for in every partition, since a key that
   * does not lead to it would leave it running.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked or refuses; the call
   *     may be repeated
   * @throws IllegalArgumentException where it can be nobody's job id
   */
  public Cancellation cancel(String jobId, String key) {
    return canceller.cancel(jobId, key);
  }

  /** The stored result of a job, if it is there now; looked for in all partitions. */
  public Optional<Result> storedResult(String jobId) {
    return results.stored(jobId);
  }

  /**
   * How far the splits of a job have come, those that have begun and whose gather has not ended;
   * looks at all open gathers of the job's partition.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  public List<GatherProgress> progress(Receipt receipt) {
    return progress.in(receipt.partition(), receipt.jobId());
  }

  /**
   * The same for a job by its id, in whichever partition it is.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   * @throws IllegalArgumentException where it can be nobody's job id
   */
  public List<GatherProgress> progress(String jobId) {
    return progress.of(jobId);
  }

  /**
   * Hands over every result and failure that is published from now on, one at a time on a thread of
   * its own. What is published while the connection is broken is missed; stored results are not.
   */
  public ResultSubscription subscribe(Consumer<Result> listener) {
    return results.subscribe(listener);
  }

  /** Stops waiting for results. Submits that are under way still end. */
  @Override
  public void close() {
    inboxes.close();
    waiters.close();
  }

  private byte[] encode(I input) {
    return encode(codec, input, config.maxPayloadBytes());
  }

  static byte[] encode(AvroCodec codec, SpecificRecord input, int most) {
    try {
      return codec.encode(input, most);
    } catch (PayloadLimitException e) {
      throw new PayloadTooLargeException(
          "the payload has "
              + e.size()
              + " bytes, more than the "
              + most
              + " that ClientConfig.maxPayloadBytes allows",
          null);
    }
  }

  private AppendScript.Job job(String jobId, String key, byte[] payload, SubmitOptions options) {
    NewEntry entry =
        NewEntry.submitted(
            jobId, System.currentTimeMillis(), payload, Headers.encode(options.headers()));
    return job(keyed && !key.equals(jobId) ? entry.keyed(key) : entry, options);
  }

  private static AppendScript.Job job(NewEntry entry, SubmitOptions options) {
    Dedupe dedupe = options.dedupe();
    long delay = options.delay().toMillis();
    long due = options.dueMillis();
    if (dedupe == null) {
      return new AppendScript.Job(entry, delay, due, null, 0);
    }
    String key = dedupe.key();
    long time = dedupe.time().toMillis();
    return switch (dedupe.mode()) {
      case WINDOW -> new AppendScript.Job(entry, delay, due, key, time);
      case UNTIL_FINISHED -> {
        long wait = due == 0 ? delay : Math.max(0, due - System.currentTimeMillis());
        yield new AppendScript.Job(entry.holding(key, time), delay, due, key, wait + time);
      }
      case DEBOUNCE ->
          new AppendScript.Job(
              entry.holding(key, 0), time, 0, key, dedupe.longest().toMillis(), true);
    };
  }

  private String partitionKey(I input, SubmitOptions options, String jobId) {
    if (options.key() != null) {
      return options.key();
    }
    String own = pipeline.keyOf(input);
    if (own != null) {
      return own;
    }
    return options.dedupe() == null ? jobId : options.dedupe().key();
  }

  private Receipt receipt(int partition, AppendScript.Refusal refusal) {
    if (refusal.full()) {
      throw InboxFullException.of(pipeline);
    }
    boolean replaced = refusal.replaced();
    return new Receipt(refusal.firstJobId(), partition, !replaced, replaced);
  }

  private static <T> T waitFor(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException thrown ? thrown : e;
    }
  }
}
