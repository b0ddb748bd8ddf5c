package io.streamweir.client;

import io.streamweir.codec.AvroCodec;
import io.streamweir.redis.Keys;
import io.streamweir.redis.RedisLink;
import io.streamweir.redis.ResultChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A standing order for all published results of a pipeline. Ends when it is closed. Thread-safe.
 */
public final class ResultSubscription implements AutoCloseable {
  private final ResultChannel channel;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  ResultSubscription(
      RedisLink link, List<Keys> partitions, AvroCodec codec, Consumer<Result> listener) {
    channel =
        new ResultChannel(
            link,
            partitions,
            message -> listener.accept(Result.of(message, codec)),
            () -> ready.complete(null));
  }

  /**
   * Completes when the first subscription has taken effect: what is published from then on is
   * heard.
   */
  public CompletableFuture<Void> ready() {
    return ready;
  }

  @Override
  public void close() {
    channel.close();
  }
}
