package io.streamweir.client;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.feature.results.AwaitedResults;
import io.streamweir.internal.feature.results.ResultStore;
import io.streamweir.internal.upkeep.OutageLog;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The callers that wait for results. A message completes them at once. Since messages may be lost,
 * the stored result is also read when a caller begins to wait, when a subscription takes effect,
 * and every poll interval. Changes nothing in Redis, so that a user that may only read can use it.
 * Thread-safe. Closing it does not close the link.
 */
public final class ResultWaiters implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResultWaiters.class);
  private static final String LISTENING = "listening to results";
  private static final String EXPIRING = "ending waits for results that are over";
  private static final long POLL_AGAIN_MILLIS = 200;
  private static final int MAX_READS_PER_POLL = 1_000;
  private static final Duration LONGEST_EXPIRY_INTERVAL = Duration.ofSeconds(1);
  private static final Duration SHORTEST_EXPIRY_INTERVAL = Duration.ofMillis(20);
  private static final Duration LONGEST_WAIT = Duration.ofDays(36_500); // fits into nanoseconds

  private final String pipeline;
  private final List<Keys> partitions;
  private final AvroCodec codec;
  private final Duration pollInterval;
  private final Duration longestWait;
  private final Executor callbacks;
  private final ResultStore store;
  private final Map<String, List<Waiter>> waiters = new ConcurrentHashMap<>();
  private final OutageLog outages = new OutageLog(LOG, Level.WARN);
  private final AtomicBoolean pollingAgain = new AtomicBoolean();
  private final AwaitedResults awaited;
  private volatile @Nullable ScheduledExecutorService poller;
  private boolean closed;

  ResultWaiters(RedisLink link, PipelineFacts<?> pipeline, AvroCodec codec, ClientConfig config) {
    this.pipeline = pipeline.name();
    this.partitions = Keys.partitions(link, pipeline.name(), pipeline.partitions());
    this.codec = codec;
    this.pollInterval = config.pollInterval();
    this.longestWait = pipeline.resultTtl();
    this.callbacks = config.callbackExecutor();
    this.store = new ResultStore(link);
    this.awaited = new AwaitedResults(link, partitions, new Heard());
  }

  /**
   * Those of a program that need not submit, by what Redis knows of the pipeline.
   *
   * @param config how long between two looks, and where continuations run
   */
  public static ResultWaiters open(RedisLink link, PipelineFacts<?> pipeline, ClientConfig config) {
    AvroCodec codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link.patient())));
    return new ResultWaiters(link, pipeline, codec, config);
  }

  /**
   * The result of a job, once it is there; see {@link JobClient#result(Receipt)}.
   *
   * @param partition where the job is
   */
  public CompletableFuture<Result> await(String jobId, int partition) {
    return await(jobId, partition, partition);
  }

  /**
   * One caller that waits for one job.
   *
   * @param deadline when the wait ends, by {@link System#nanoTime}
   * @param on where the result is completed: what runs behind it runs there
   */
  private record Waiter(
      String jobId,
      int partition,
      int home,
      long deadline,
      Executor on,
      CompletableFuture<Result> result) {}

  /**
   * The future is the caller's own: if the caller gives up and cancels it, the wait ends. At the
   * latest it ends with the time for which results are kept.
   *
   * @param partition where the job is
   * @param home the partition of its id, where a client that knows only the id stores a
   *     cancellation
   */
  CompletableFuture<Result> await(String jobId, int partition, int home) {
    return await(waiter(jobId, partition, home, longestWait, callbacks));
  }

  /** Waits itself, so that the executor of callbacks may be the thread which calls. */
  Result await(String jobId, int partition, int home, Duration timeout)
      throws InterruptedException {
    CompletableFuture<Result> result =
        await(waiter(jobId, partition, home, LONGEST_WAIT, Runnable::run));
    try {
      return result.get(nanos(timeout), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw late(jobId, timeout);
    } catch (ExecutionException e) {
      throw new IllegalStateException("job " + jobId + " cannot be waited for", e.getCause());
    } finally {
      result.cancel(false);
    }
  }

  private static Waiter waiter(
      String jobId, int partition, int home, Duration longest, Executor on) {
    long deadline = System.nanoTime() + nanos(longest);
    return new Waiter(jobId, partition, home, deadline, on, new CompletableFuture<>());
  }

  private CompletableFuture<Result> await(Waiter waiter) {
    begin(waiter);
    waiters.compute(waiter.jobId(), (id, others) -> plus(others, waiter));
    waiter.result().whenComplete((result, thrown) -> forget(waiter));
    read(waiter, false);
    return waiter.result();
  }

  private static long nanos(Duration time) {
    return time.compareTo(LONGEST_WAIT) < 0 ? time.toNanos() : LONGEST_WAIT.toNanos();
  }

  private ResultTimeoutException late(String jobId, Duration waited) {
    return new ResultTimeoutException(
        "job "
            + jobId
            + " of pipeline '"
            + pipeline
            + "' has no result after "
            + waited.toMillis()
            + " ms; it may still wait, run or be delayed, or was dropped, which leaves no result");
  }

  /** For how many jobs callers wait. */
  int waiting() {
    return waiters.size();
  }

  private static List<Waiter> plus(@Nullable List<Waiter> others, Waiter waiter) {
    List<Waiter> all = new ArrayList<>(others == null ? List.of() : others);
    all.add(waiter);
    return all;
  }

  private void forget(Waiter waiter) {
    waiters.computeIfPresent(
        waiter.jobId(),
        (id, all) -> {
          List<Waiter> left = all.stream().filter(other -> !other.equals(waiter)).toList();
          return left.isEmpty() ? null : left;
        });
    places(waiter).forEach(place -> awaited.remove(place, waiter.jobId()));
  }

  private static IntStream places(Waiter waiter) {
    return IntStream.of(waiter.partition(), waiter.home()).distinct();
  }

  private synchronized void begin(Waiter waiter) {
    if (closed) {
      throw new IllegalStateException("the client is closed");
    }
    places(waiter).forEach(place -> awaited.add(place, waiter.jobId()));
    if (poller == null) {
      poller = Executors.newSingleThreadScheduledExecutor(ResultWaiters::thread);
      poller.scheduleWithFixedDelay(
          outliving(this::poll), 0, pollInterval.toMillis(), TimeUnit.MILLISECONDS);
      long expiry = expiryInterval().toMillis();
      poller.scheduleWithFixedDelay(outliving(this::expire), expiry, expiry, TimeUnit.MILLISECONDS);
    }
  }

  /** A task that throws would never run again, and without memory even a log throws. */
  private static Runnable outliving(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Throwable e) {
        // nothing that could throw again
      }
    };
  }

  private void poll() {
    try {
      awaited.look();
      outages.over(LISTENING);
    } catch (RuntimeException | Error e) {
      outages.failed(LISTENING, e);
      if (!RedisCallException.of(e).code().equals(RedisCallException.NOPERM)) {
        pollAgainSoon();
      }
    }
    try {
      readAll(); // all that is left to a user who may not subscribe
    } catch (RuntimeException | Error e) {
      pollAgainSoon();
    }
  }

  /** On I/O threads. */
  private final class Heard implements AwaitedResults.Listener {
    @Override
    public void ended(ResultMessage message) {
      arrived(message);
    }

    @Override
    public void subscribed(Collection<String> jobIds) {
      for (String jobId : jobIds) {
        List<Waiter> waiting = waiters.get(jobId);
        if (waiting != null) {
          read(waiting.get(0), false);
        }
      }
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "streamweir-results");
    thread.setDaemon(true);
    return thread;
  }

  private void arrived(ResultMessage message) {
    List<Waiter> waiting = waiters.remove(message.jobId());
    if (waiting != null) {
      Result result = Result.of(message, codec);
      waiting.forEach(waiter -> end(waiter, () -> waiter.result().complete(result)));
    }
  }

  /** Never on this thread, which may be an I/O thread, except for callers that wait themselves. */
  private static void end(Waiter waiter, Runnable completion) {
    try {
      waiter.on().execute(completion);
    } catch (RuntimeException | Error e) { // rejected, or it is broken
      LOG.warn("the executor of callbacks takes none; another one completes the result", e);
      CallbackThreads.shared().execute(completion);
    }
  }

  private Duration expiryInterval() {
    Duration tenth = longestWait.dividedBy(10);
    if (tenth.compareTo(LONGEST_EXPIRY_INTERVAL) > 0) {
      return LONGEST_EXPIRY_INTERVAL;
    }
    return tenth.compareTo(SHORTEST_EXPIRY_INTERVAL) < 0 ? SHORTEST_EXPIRY_INTERVAL : tenth;
  }

  /** Callers that have gone without a word must not be waited for for ever. */
  private void expire() {
    try {
      endAllLate();
      awaited.leaveUnused();
      outages.over(EXPIRING);
    } catch (RuntimeException | Error e) { // a task that throws would never run again
      outages.failed(EXPIRING, e);
    }
  }

  private void endAllLate() {
    long now = System.nanoTime();
    waiters
        .values()
        .forEach(
            all ->
                all.stream().filter(waiter -> waiter.deadline() - now <= 0).forEach(this::endLate));
  }

  private void endLate(Waiter waiter) {
    forget(waiter);
    ResultTimeoutException late = late(waiter.jobId(), longestWait);
    end(waiter, () -> waiter.result().completeExceptionally(late));
  }

  /** Reads for all waiting callers, or for a random thousand of them if there are many. */
  private void readAll() {
    int many = waiters.size();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (List<Waiter> waiting : waiters.values()) {
      if (many <= MAX_READS_PER_POLL || random.nextInt(many) < MAX_READS_PER_POLL) {
        read(waiting.get(0), true);
      }
    }
  }

  /**
   * Looks for the stored result.
   *
   * @param again whether a message should have told it by now
   */
  private void read(Waiter waiter, boolean again) {
    read(waiter, waiter.partition(), again);
  }

  private void read(Waiter waiter, int partition, boolean again) {
    store
        .find(partitions.get(partition), waiter.jobId())
        .whenComplete(
            (found, thrown) -> {
              if (thrown != null) {
                pollAgainSoon();
              } else if (found.isPresent()) {
                if (again) {
                  awaited.found(waiter.jobId());
                }
                arrived(found.get());
              } else if (partition != waiter.home()) {
                read(waiter, waiter.home(), again);
              }
            });
  }

  /** The subscription may be back before the connection over which results are read. */
  private void pollAgainSoon() {
    ScheduledExecutorService own = poller;
    if (own != null && !own.isShutdown() && pollingAgain.compareAndSet(false, true)) {
      own.schedule(
          () -> {
            pollingAgain.set(false);
            poll();
          },
          POLL_AGAIN_MILLIS,
          TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    awaited.close();
    if (poller != null) {
      poller.shutdownNow();
    }
    waiters.values().forEach(waiting -> waiting.forEach(waiter -> waiter.result().cancel(false)));
  }
}
