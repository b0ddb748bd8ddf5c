package io.streamweir.client;

import io.streamweir.codec.AvroCodec;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.results.ResultChannel;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A standing order for all published results of a pipeline. Ends when it is closed. Thread-safe.
 *
 * <p>Results wait for the listener in a bounded queue; those that find it full are counted in
 * {@link #missed} and passed over, since publishing cannot wait.
 */
public final class ResultSubscription implements AutoCloseable {
  private final ResultChannel channel;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final HandOver<Result> handOver;

  ResultSubscription(
      RedisLink link,
      List<Keys> partitions,
      AvroCodec codec,
      Consumer<Result> listener,
      Executor callbacks) {
    handOver = new HandOver<>(listener);
    channel =
        new ResultChannel(
            link,
            partitions,
            message -> handOver.give(Result.of(message, codec)),
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
    return handOver.missed();
  }

  @Override
  public void close() {
    channel.close();
    handOver.close();
  }
}
