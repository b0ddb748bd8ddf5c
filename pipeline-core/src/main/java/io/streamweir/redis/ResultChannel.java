package io.streamweir.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.pubsub.StatefulRedisClusterPubSubConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Hears what is published of results, over a connection of its own that subscribes again after each
 * reconnect. Pub/sub is a hint only: what was published during a gap is not repeated, so a listener
 * that must not miss a result reads the stored ones when {@code onSubscribed} is called. Both
 * callbacks run on an I/O thread and must not block.
 */
public final class ResultChannel implements AutoCloseable {
  private final StatefulRedisPubSubConnection<String, byte[]> connection;

  /**
   * Subscribes to the channels of all these partitions.
   *
   * @param onMessage gets each message
   * @param onSubscribed runs when a subscription has taken effect, the first time and after each
   *     reconnect
   * @throws RedisCallException where there is no connection
   */
  public ResultChannel(
      RedisLink link,
      List<Keys> partitions,
      Consumer<ResultMessage> onMessage,
      Runnable onSubscribed) {
    try {
      connection = link.connector().connectPubSub();
    } catch (RedisException e) {
      throw ConnectFailure.explain(link.config(), e);
    }
    connection.addListener(new Listener(onMessage, onSubscribed));
    try {
      subscribe(partitions.stream().map(Keys::results).toArray(String[]::new))
          .forEach(subscribed -> link.await(subscribed.toCompletableFuture()));
    } catch (RedisCallException e) {
      connection.closeAsync(); // it would subscribe again only to what it was subscribed to before
      throw e;
    }
  }

  private List<RedisFuture<Void>> subscribe(String[] channels) {
    if (connection instanceof StatefulRedisClusterPubSubConnection<String, byte[]> cluster) {
      return Arrays.stream(channels).map(channel -> cluster.async().ssubscribe(channel)).toList();
    }
    return List.of(connection.async().subscribe(channels));
  }

  @Override
  public void close() {
    connection.closeAsync();
  }

  private static final class Listener extends RedisPubSubAdapter<String, byte[]> {
    private final Consumer<ResultMessage> onMessage;
    private final Runnable onSubscribed;

    private Listener(Consumer<ResultMessage> onMessage, Runnable onSubscribed) {
      this.onMessage = onMessage;
      this.onSubscribed = onSubscribed;
    }

    @Override
    public void message(String channel, byte[] message) {
      onMessage.accept(ResultMessage.parse(message));
    }

    @Override
    public void smessage(String channel, byte[] message) {
      onMessage.accept(ResultMessage.parse(message));
    }

    @Override
    public void subscribed(String channel, long count) {
      onSubscribed.run();
    }

    @Override
    public void ssubscribed(String channel, long count) {
      onSubscribed.run();
    }
  }
}
