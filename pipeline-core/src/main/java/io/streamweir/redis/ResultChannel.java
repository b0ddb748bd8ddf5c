package io.streamweir.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.util.List;
import java.util.function.Consumer;

/**
 * Hears what is published of results, over connections of its own that subscribe again after each
 * reconnect, on a cluster at the nodes that own the partitions, wherever those move. Pub/sub is a
 * hint only: what was published during a gap is not repeated, so a listener that must not miss a
 * result reads the stored ones when {@code onSubscribed} is called. Both callbacks run on an I/O
 * thread and must not block.
 */
public final class ResultChannel implements AutoCloseable {
  private final AutoCloseable subscription;

  /**
   * Subscribes to the channels of all these partitions.
   *
   * @param onMessage gets each message
   * @param onSubscribed runs when a subscription has taken effect, the first time and after each
   *     reconnect or move
   * @throws RedisCallException where there is no connection
   */
  public ResultChannel(
      RedisLink link,
      List<Keys> partitions,
      Consumer<ResultMessage> onMessage,
      Runnable onSubscribed) {
    List<String> channels = partitions.stream().map(Keys::results).toList();
    Listener listener = new Listener(onMessage, onSubscribed);
    try {
      subscription = link.connector().subscribe(link, channels, listener);
    } catch (RedisException e) {
      throw ConnectFailure.explain(link.config(), e);
    }
  }

  @Override
  public void close() {
    try {
      subscription.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
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
