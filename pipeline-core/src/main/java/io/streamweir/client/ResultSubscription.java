package io.streamweir.client;

import io.streamweir.codec.AvroCodec;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultChannel;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A standing order for all published results of a pipeline. Ends when it is closed. Thread-safe.
 *
 * <p>Results wait for the listener in a bounded queue; those that find it full are counted in
 * {@link #missed} and passed over, since publishing cannot wait.
 */
public final class ResultSubscription implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResultSubscription.class);
  private static final int QUEUE = 65_536;

  private final ResultChannel channel;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final AtomicLong missed = new AtomicLong();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUE),
          ResultSubscription::thread,
          (task, executor) -> missed.incrementAndGet());

  ResultSubscription(
      RedisLink link,
      List<Keys> partitions,
      AvroCodec codec,
      Consumer<Result> listener,
      Executor callbacks) {
    channel =
        new ResultChannel(
            link,
            partitions,
            message -> thread.execute(() -> hand(listener, Result.of(message, codec))),
            () -> callbacks.execute(() -> ready.complete(null)));
  }

  /**
   * Completes when the first subscription has taken effect: what is published from then on is
   * heard. Continuations run where those of the client do.
   */
  public CompletableFuture<Void> ready() {
    return ready;
  }

  /** How many results were passed over since the listener was too slow. */
  public long missed() {
    return missed.get();
  }

  @Override
  public void close() {
    channel.close();
    thread.shutdown();
  }

  private static void hand(Consumer<Result> listener, Result result) {
    try {
      listener.accept(result);
    } catch (RuntimeException | Error e) { // one bad result must not end the subscription
      LOG.error("a result listener failed at {}", result, e);
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "streamweir-subscription");
    thread.setDaemon(true);
    return thread;
  }
}
