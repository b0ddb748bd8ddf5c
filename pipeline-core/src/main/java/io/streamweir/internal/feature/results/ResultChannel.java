package io.streamweir.internal.feature.results;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.wire.ChannelSubscriber;
import io.streamweir.internal.wire.Subscriber;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.function.Consumer;

/**
 * Hears what is published of results, over connections of its own and subscribes again after each
 * reconnect, on a cluster at the nodes that own the partitions, wherever those move. Pub/sub is a
 * hint only: what was published during a gap is not repeated, so a listener that must not miss a
 * result reads the stored ones when {@code onSubscribed} is called. Both callbacks run on an I/O
 * thread and must not block.
 */
public final class ResultChannel implements AutoCloseable {
  private final ChannelSubscriber subscription;

  /**
   * Subscribes to the channels of all these partitions.
   *
   * @param onMessage gets each message
   * @param onSubscribed runs when a subscription has taken effect, the first time and after each
   *     reconnect or move
   * @throws RedisCallException where that takes longer than a command may
   */
  public ResultChannel(
      RedisLink link,
      List<Keys> partitions,
      Consumer<ResultMessage> onMessage,
      Runnable onSubscribed) {
    List<String> channels = partitions.stream().map(Keys::results).toList();
    subscription =
        ChannelSubscriber.subscribe(link, channels, new Listener(onMessage, onSubscribed));
  }

  @Override
  public void close() {
    subscription.close();
  }

  private static final class Listener implements Subscriber {
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
    public void subscribed(String channel) {
      onSubscribed.run();
    }
  }
}
