package io.streamweir.client;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.progress.ProgressMessage;
import io.streamweir.internal.wire.ChannelSubscriber;
import io.streamweir.internal.wire.Subscriber;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A standing order for what handlers say of their progress. Ends when it is closed. Thread-safe.
 */
public final class ProgressSubscription implements AutoCloseable {
  private final HandOver<HandlerProgress> handOver;
  private final ChannelSubscriber channels;

  ProgressSubscription(
      RedisLink link,
      List<Keys> partitions,
      Predicate<ProgressMessage> wanted,
      Consumer<HandlerProgress> listener) {
    this.handOver = new HandOver<>(listener);
    List<String> names = partitions.stream().map(Keys::progressTold).toList();
    try {
      this.channels = ChannelSubscriber.subscribe(link, names, new Heard(handOver, wanted));
    } catch (RuntimeException | Error e) {
      handOver.close();
      throw e;
    }
  }

  /** Hears what is published, on an I/O thread. */
  private record Heard(HandOver<HandlerProgress> handOver, Predicate<ProgressMessage> wanted)
      implements Subscriber {
    @Override
    public void message(String channel, byte[] published) {
      ProgressMessage.parse(published)
          .filter(wanted)
          .map(HandlerProgress::of)
          .ifPresent(handOver::give);
    }

    @Override
    public void subscribed(String channel) {}
  }

  /** How many were passed over since the listener was too slow. */
  public long missed() {
    return handOver.missed();
  }

  @Override
  public void close() {
    channels.close();
    handOver.close();
  }
}
