package io.streamweir.client;

import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.entry.PublishedFacts;
import io.streamweir.internal.wire.FirstUse;
import io.streamweir.pipeline.Durability;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Submits jobs to one pipeline and hands out their results. Thread-safe; one per pipeline and
 * process is enough. Closing it does not close the link.
 *
 * @param <I> the payload that the pipeline accepts
 */
public final class JobClient<I> implements AutoCloseable {
  private static final long PAUSE_MILLIS = 100;

  private final String pipeline;
  private final ClientConfig config;
  private final FirstUse<ConnectedClient<I>> connected;

  private JobClient(String pipeline, ClientConfig config, FirstUse<ConnectedClient<I>> connected) {
    this.pipeline = pipeline;
    this.config = config;
    this.connected = connected;
  }

  /**
   * A client with the default configuration.
   *
   * @throws PipelineMeta.MismatchException where Redis holds another definition of the pipeline
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  public static <I> JobClient<I> connect(RedisLink link, Pipeline<I> pipeline) {
    return connect(link, pipeline, ClientConfig.defaults());
  }

  /**
   * A client.
   *
   * @throws PipelineMeta.MismatchException where Redis holds another definition of the pipeline
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  public static <I> JobClient<I> connect(
      RedisLink link, Pipeline<I> pipeline, ClientConfig config) {
    JobClient<I> client = connectLater(link, pipeline, config);
    client.connected.get();
    return client;
  }

  /**
   * A client that connects when it is first used, for programs that start while Redis may be away;
   * its link is one of {@link RedisLink#later}. Submits then wait for Redis for at most the submit
   * timeout. All methods throw what {@link #connect(RedisLink, Pipeline, ClientConfig)} throws;
   * after a failure the next call connects anew.
   */
  public static <I> JobClient<I> connectLater(
      RedisLink link, Pipeline<I> pipeline, ClientConfig config) {
    return new JobClient<>(
        pipeline.name(),
        config,
        new FirstUse<>(
            () -> {
              Pipeline<I> agreed = PipelineMeta.agree(link.patient(), pipeline);
              return ConnectedClient.of(link, agreed.facts(), config);
            }));
  }

  /**
   * A client of a pipeline whose definition the program does not have, with the default
   * configuration; see {@link #connect(RedisLink, String, Class, ClientConfig)}.
   */
  public static <I> JobClient<I> connect(RedisLink link, String pipeline, Class<I> input) {
    return connect(link, pipeline, input, ClientConfig.defaults());
  }

  /**
   * A client of a pipeline whose definition the program does not have, by what Redis knows of it
   * now. Where the pipeline takes keys from payloads, each job must be submitted with its key.
   *
   * @param input what the program submits
   * @throws io.streamweir.pipeline.UnknownPipelineException where no worker of the pipeline has run
   *     yet
   * @throws PipelineMeta.MismatchException where the pipeline cannot read such payloads
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  public static <I> JobClient<I> connect(
      RedisLink link, String pipeline, Class<I> input, ClientConfig config) {
    PipelineFacts<I> known = PublishedFacts.read(link.patient(), pipeline, input);
    ConnectedClient<I> connected = ConnectedClient.of(link, known, config);
    return new JobClient<>(pipeline, config, FirstUse.of(connected));
  }

  /** For a submit: tries until the submit timeout is over. */
  private ConnectedClient<I> submitting() {
    long deadline = System.nanoTime() + config.submitTimeout().toNanos();
    while (true) {
      try {
        return connected.get();
      } catch (RedisCallException e) {
        if (!e.passing()) {
          throw e;
        }
        if (System.nanoTime() - deadline >= 0 || interrupted()) {
          throw new SubmitFailedException(
              "pipeline '" + pipeline + "': Redis did not take the job: " + e.getMessage(), e);
        }
      }
    }
  }

  private static boolean interrupted() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /**
   * Submits a job and waits until Redis has it.
   *
   * @throws InboxFullException where the first inbox is full
   * @throws PayloadTooLargeException where the payload is too large
   * @throws SubmitsRefusedException where an operator has paused the pipeline and has submits
   *     refused meanwhile
   * @throws SubmitFailedException where Redis did not take the job within the submit timeout
   * @throws SubmitUncertainException where the answer was lost
   */
  public Receipt submit(I input) {
    return submit(input, SubmitOptions.defaults());
  }

  /**
   * Submits a job and waits until Redis has it, as durably as the options say; throws what {@link
   * #submit(Object)} throws.
   *
   * @throws SubmitNotReplicatedException where it was added, but not confirmed by enough replicas
   * @throws DedupeConflictException where the options ask for the same payload and another one was
   *     submitted with the dedupe key
   * @throws IllegalArgumentException where the pipeline does not have the priority
   */
  public Receipt submit(I input, SubmitOptions options) {
    return submitting().submits().submit(input, options);
  }

  /**
   * Submits many jobs in as few steps as possible and waits until Redis has them all. Those of a
   * partition arrive in their order. In a pipeline without keyed stages, jobs that Redis refuses
   * for a while may arrive behind later ones.
   *
   * @return one receipt per input, in order
   * @throws RuntimeException what {@link #submit(Object)} throws, of the first input that failed;
   *     others may have been added. {@link #source} submits many jobs in order and can be repeated
   *     safely
   */
  public List<Receipt> submitAll(List<I> inputs) {
    return submitting().submits().submitAll(inputs);
  }

  /**
   * Submits many jobs in as few steps as {@link #submitAll} does, and says of each what became of
   * it: its future fails with what {@link #submit(Object, SubmitOptions)} throws. Continuations run
   * on {@link ClientConfig#callbackExecutor}. Waits only where 65,536 submits are unanswered.
   *
   * @param options of each of them
   * @return one future per input, in order
   * @throws IllegalArgumentException where the pipeline does not have the priority, or where the
   *     options name a job id, of which each job has its own
   */
  public List<CompletableFuture<Receipt>> submitEach(List<I> inputs, SubmitOptions options) {
    return submitting().submits().submitEach(inputs, options);
  }

  /**
   * Submits a job; the future fails with what {@link #submit(Object, SubmitOptions)} throws, and
   * its continuations run on {@link ClientConfig#callbackExecutor}. Waits only where 65,536 submits
   * are unanswered.
   *
   * @throws IllegalArgumentException where the pipeline does not have the priority
   */
  public CompletableFuture<Receipt> submitAsync(I input, SubmitOptions options) {
    return submitting().submits().submitAsync(input, options);
  }

  /**
   * Submits payloads: inputs in Avro's single-object encoding, by the schema of the pipeline's
   * input. The client does not look into them. If a worker cannot read one, it becomes a dead
   * letter.
   */
  public JobSubmits<byte[]> ofPayloads() {
    return submitting().payloads();
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
   * @throws IllegalArgumentException where the options name headers, a priority that the pipeline
   *     does not have, or a job id, key or dedupe key: each job of a source has its own
   */
  public NumberedSource<I> source(String name, SubmitOptions options) {
    return submitting().submits().source(name, options);
  }

  /** The pipeline's schedules: those of its code, and those that are added while it runs. */
  public Schedules<I> schedules() {
    return connected.get().schedules();
  }

  /**
   * Waits for the result of a job. Right whether the job ends before or after this call and whether
   * or not its message arrives. A job that is dropped silently never has one.
   *
   * @param timeout for how long to wait
   * @throws ResultTimeoutException where there is none by then; nothing is left behind, and the
   *     call may be repeated
   * @throws java.util.concurrent.CancellationException where the client is closed meanwhile
   * @throws InterruptedException where the thread is interrupted while it waits
   */
  public Result awaitResult(Receipt receipt, Duration timeout) throws InterruptedException {
    return connected.get().awaitResult(receipt, timeout);
  }

  /**
   * The result of a job, once it is there; see {@link #awaitResult}. Continuations run on {@link
   * ClientConfig#callbackExecutor}.
   *
   * <p>The future is the caller's own: cancel it to give up, or set it a time by {@link
   * CompletableFuture#orTimeout}. {@link CompletableFuture#get(long,
   * java.util.concurrent.TimeUnit)} gives up without telling the client, which then goes on looking
   * for the result. After the time for which the pipeline keeps results the future fails with a
   * {@link ResultTimeoutException}. If a job is delayed for longer, ask for it again.
   */
  public CompletableFuture<Result> result(Receipt receipt) {
    return connected.get().result(receipt);
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
    return connected.get().canceller().cancelIn(receipt.partition(), receipt.jobId());
  }

  /**
   * Cancels a job by its id, as {@link #cancel(Receipt)} does, in any partition. If no job has the
   * id yet, it is remembered for at least 7 days: a job that is submitted with it is cancelled,
   * too.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked or refuses; the call
   *     may be repeated
   * @throws IllegalArgumentException where it can be nobody's job id
   */
  public Cancellation cancel(String jobId) {
    return connected.get().canceller().cancel(jobId);
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
    return connected.get().canceller().cancel(jobId, key);
  }

  /** The stored result of a job, if it is there now; looked for in all partitions. */
  public Optional<Result> storedResult(String jobId) {
    return connected.get().results().stored(jobId);
  }

  /**
   * How far the splits of a job have come, those that have begun and whose gather has not ended;
   * looks at all open gathers of the job's partition.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  public List<GatherProgress> progress(Receipt receipt) {
    return connected.get().progress().in(receipt.partition(), receipt.jobId());
  }

  /**
   * The same for a job by its id, in whichever partition it is.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   * @throws IllegalArgumentException where it can be nobody's job id
   */
  public List<GatherProgress> progress(String jobId) {
    return connected.get().progress().of(jobId);
  }

  /** How far the handlers that run for a job say that they have come. */
  public HandlerProgressReader handlerProgress() {
    return connected.get().handlerProgress();
  }

  /**
   * Hands over every result and failure that is published from now on, one at a time on a thread of
   * its own. What is published while the connection is broken is missed; stored results are not.
   */
  public ResultSubscription subscribe(Consumer<Result> listener) {
    return connected.get().results().subscribe(listener);
  }

  /** Stops waiting for results. Submits that are under way still end. */
  @Override
  public void close() {
    connected.end(ConnectedClient::close);
  }
}
