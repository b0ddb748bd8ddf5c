package io.streamweir.client;

import io.streamweir.codec.AvroCodec;
import io.streamweir.redis.Keys;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import io.streamweir.redis.ResultChannel;
import io.streamweir.redis.ResultMessage;
import io.streamweir.redis.ResultStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who wait for results. A message completes them at once; since messages may be lost, the
 * stored result is also read when somebody begins to wait, whenever a subscription takes effect,
 * and every poll interval. Thread-safe.
 */
final class ResultWaiters implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResultWaiters.class);
  private static final long POLL_AGAIN_MILLIS = 200;
  private static final int MAX_READS_PER_POLL = 1_000;

  private final RedisLink link;
  private final List<Keys> partitions;
  private final AvroCodec codec;
  private final Duration pollInterval;
  private final ResultStore store;
  private final Map<String, List<Waiter>> waiters = new ConcurrentHashMap<>();
  private final AtomicBoolean pollingAgain = new AtomicBoolean();
  private @Nullable ResultChannel channel;
  private volatile @Nullable ScheduledExecutorService poller;
  private boolean closed;

  ResultWaiters(RedisLink link, List<Keys> partitions, AvroCodec codec, Duration pollInterval) {
    this.link = link;
    this.partitions = partitions;
    this.codec = codec;
    this.pollInterval = pollInterval;
    this.store = new ResultStore(link);
  }

  /** One caller who waits for one job. */
  private record Waiter(String jobId, int partition, int home, CompletableFuture<Result> result) {}

  /**
   * The future is the caller's own: where the caller gives up and cancels it, nobody waits any
   * longer.
   *
   * @param partition where the job is
   * @param home the partition of its id, where those store its cancellation who know no more of it
   */
  CompletableFuture<Result> await(String jobId, int partition, int home) {
    listen();
    Waiter waiter = new Waiter(jobId, partition, home, new CompletableFuture<>());
    waiters.compute(jobId, (id, others) -> plus(others, waiter));
    waiter.result().whenComplete((result, thrown) -> forget(waiter));
    read(waiter);
    return waiter.result();
  }

  /** For how many jobs somebody waits. */
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
  }

  private synchronized void listen() {
    if (closed) {
      throw new IllegalStateException("the client is closed");
    }
    if (poller == null) {
      poller = Executors.newSingleThreadScheduledExecutor(ResultWaiters::thread);
      poller.scheduleWithFixedDelay(this::poll, 0, pollInterval.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void poll() {
    try {
      open();
    } catch (RuntimeException e) { // a task that throws would never run again
      LOG.info("results cannot be listened to now: {}", e.getMessage());
      if (!RedisCallException.of(e).code().equals(RedisCallException.NOPERM)) {
        pollAgainSoon();
      }
    }
    readAll(); // all that is left to a user who may not subscribe
  }

  /**
   * On the poller's thread: connecting waits, and whoever asks for a result may be an I/O thread.
   */
  private void open() {
    if (listening()) {
      return;
    }
    ResultChannel opened = new ResultChannel(link, partitions, this::arrived, this::readAll);
    synchronized (this) {
      if (!closed) {
        channel = opened;
        return;
      }
    }
    opened.close();
  }

  private synchronized boolean listening() {
    return closed || channel != null;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "streamweir-results");
    thread.setDaemon(true);
    return thread;
  }

  private void arrived(ResultMessage message) {
    List<Waiter> waiting = waiters.get(message.jobId());
    if (waiting != null) {
      Result result = Result.of(message, codec);
      waiting.forEach(waiter -> complete(waiter, message, result));
    }
  }

  /** On an I/O thread, but where reading the value may have to ask Redis for its schema. */
  private void complete(Waiter waiter, ResultMessage message, Result result) {
    ScheduledExecutorService own = poller;
    if (own == null || codec.knows(message.payload())) {
      waiter.result().complete(result);
    } else {
      waiter.result().completeAsync(() -> result, own);
    }
  }

  /** Reads for all who wait, or for a random thousand of them where there are many. */
  private void readAll() {
    int many = waiters.size();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (List<Waiter> waiting : waiters.values()) {
      if (many <= MAX_READS_PER_POLL || random.nextInt(many) < MAX_READS_PER_POLL) {
        read(waiting.get(0));
      }
    }
  }

  private void read(Waiter waiter) {
    read(waiter, waiter.partition());
  }

  private void read(Waiter waiter, int partition) {
    store
        .find(partitions.get(partition), waiter.jobId())
        .whenComplete(
            (found, thrown) -> {
              if (thrown != null) {
                pollAgainSoon();
              } else if (found.isPresent()) {
                arrived(found.get());
              } else if (partition != waiter.home()) {
                read(waiter, waiter.home());
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
    if (channel != null) {
      channel.close();
    }
    if (poller != null) {
      poller.shutdownNow();
    }
    waiters.values().forEach(waiting -> waiting.forEach(waiter -> waiter.result().cancel(false)));
  }
}
