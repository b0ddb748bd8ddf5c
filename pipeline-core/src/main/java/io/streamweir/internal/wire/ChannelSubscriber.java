package io.streamweir.internal.wire;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.streamweir.internal.upkeep.OutageLog;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Hears channels over connections that stay cut once they are. On a cluster the channels are
 * sharded, each at the node that owns its slot. A node that loses a slot takes the subscription
 * away; one that dies takes all of them. So every half second, and at once if a node says so or is
 * gone, it looks whether each channel is heard where it belongs. If one is not, it subscribes
 * there. One thread does all that.
 *
 * <p>Connections that the client library restores would not do: one that is cut while it is being
 * restored may come back as two, of which both are subscribed, and everything is heard twice.
 */
public final class ChannelSubscriber implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelSubscriber.class);
  private static final long LOOK_MILLIS = 500;

  private final RedisConfig config;
  private final Connector connector;
  private final Set<String> channels = ConcurrentHashMap.newKeySet();
  private final RedisPubSubListener<String, byte[]> listener;
  private final Map<String, Node> nodes = new HashMap<>(); // by address
  private final Map<String, Node> heardAt = new HashMap<>(); // by channel
  private final OutageLog outages = new OutageLog(LOG, Level.INFO);
  private final CompletableFuture<Void> all = new CompletableFuture<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(ChannelSubscriber::thread);
  private volatile boolean closed;

  /** A node and the connection that hears its channels. */
  private record Node(String address, StatefulRedisPubSubConnection<String, byte[]> connection) {}

  private ChannelSubscriber(RedisLink link, Collection<String> channels, Subscriber subscriber) {
    this.config = link.config();
    this.connector = link.connector();
    this.channels.addAll(channels);
    this.listener = new Listener(subscriber);
  }

  /**
   * Subscribes and waits until all channels are heard.
   *
   * @throws RedisCallException where that takes longer than a command may
   */
  public static ChannelSubscriber subscribe(
      RedisLink link, Collection<String> channels, Subscriber told) {
    ChannelSubscriber subscriber = new ChannelSubscriber(link, channels, told);
    subscriber.thread.scheduleWithFixedDelay(
        subscriber::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    try {
      link.await(subscriber.all);
      return subscriber;
    } catch (RedisCallException e) {
      subscriber.close();
      throw e;
    }
  }

  /** Hears this channel, too, from when the subscriber is told that it is subscribed. */
  public void hear(String channel) {
    if (channels.add(channel)) {
      soon(() -> outlive(() -> hearNow(channel)));
    }
  }

  /** Hears the channel no longer. */
  public void leave(String channel) {
    if (channels.remove(channel)) {
      soon(() -> outlive(() -> leaveNow(channel)));
    }
  }

  private void hearNow(String channel) {
    if (!closed && channels.contains(channel)) {
      look(channel);
    }
  }

  private void leaveNow(String channel) {
    Node node = channels.contains(channel) ? null : heardAt.remove(channel);
    if (node == null) {
      return;
    }
    if (connector.cluster()) {
      node.connection().async().sunsubscribe(channel);
    } else {
      node.connection().async().unsubscribe(channel);
    }
  }

  private void look() {
    outlive(this::lookOnce);
  }

  /** A task that throws would never run again, and without memory even a log throws. */
  private static void outlive(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      // nothing that could throw again
    }
  }

  private void lookOnce() {
    if (connector.closed()) {
      close(); // with the link, which somebody closed first
    }
    if (closed) {
      return;
    }
    try {
      channels.forEach(this::look);
      leaveUnused();
      if (heardAt.size() == channels.size()) {
        all.complete(null);
      }
    } catch (RuntimeException | Error e) {
      if (!connector.closed()) {
        LOG.error("results are listened to again after an unexpected error", e);
      }
    }
  }

  private void look(String channel) {
    try {
      RedisURI owner = connector.ownerOf(channel);
      String address = owner.getHost() + ":" + owner.getPort();
      Node node = heardAt.get(channel);
      if (node == null || !node.address().equals(address) || !node.connection().isOpen()) {
        heardAt.remove(channel);
        hear(channel, address, owner);
      }
    } catch (RedisException | RedisCallException e) {
      RedisCallException failure =
          e instanceof RedisConnectionException lost
              ? ConnectFailure.explain(config, lost)
              : Wire.failed(e);
      if (!failure.passing()) {
        all.completeExceptionally(failure); // such as a user who may not; late, it is only logged
      }
      outages.failed(listening(channel), failure);
      connector.lookAgain();
    }
  }

  private static String listening(String channel) {
    return "listening to channel " + channel;
  }

  private void hear(String channel, String address, RedisURI owner) {
    Node node = nodes.get(address);
    if (node == null || !node.connection().isOpen()) {
      if (node != null) {
        node.connection().closeAsync(); // what is cut is not forgotten by itself
      }
      node = new Node(address, connector.connectPubSub(owner));
      node.connection().addListener(listener);
      node.connection().addListener(new TakenAway(node));
      node.connection().addListener(new Cut());
      nodes.put(address, node);
    }
    if (connector.cluster()) {
      node.connection().sync().ssubscribe(channel);
    } else {
      node.connection().sync().subscribe(channel);
    }
    heardAt.put(channel, node);
    outages.over(listening(channel));
  }

  private void leaveUnused() {
    List<Node> unused =
        nodes.values().stream().filter(node -> !heardAt.containsValue(node)).toList();
    for (Node node : unused) {
      nodes.remove(node.address());
      node.connection().closeAsync();
    }
  }

  /** Passes on what is heard, whether by shards or not. */
  private static final class Listener extends RedisPubSubAdapter<String, byte[]> {
    private final Subscriber subscriber;

    private Listener(Subscriber subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void message(String channel, byte[] message) {
      subscriber.message(channel, message);
    }

    @Override
    public void smessage(String channel, byte[] message) {
      subscriber.message(channel, message);
    }

    @Override
    public void subscribed(String channel, long count) {
      subscriber.subscribed(channel);
    }

    @Override
    public void ssubscribed(String channel, long count) {
      subscriber.subscribed(channel);
    }
  }

  /** Hears, on an I/O thread, that a slot has left its node. */
  private final class TakenAway extends RedisPubSubAdapter<String, byte[]> {
    private final Node node;

    private TakenAway(Node node) {
      this.node = node;
    }

    @Override
    public void sunsubscribed(String channel, long count) {
      if (!channels.contains(channel)) {
        return; // we have left it
      }
      soon(
          () -> {
            heardAt.remove(channel, node);
            connector.lookAgain();
            look();
          });
    }
  }

  /** Hears, on an I/O thread, that a connection is gone. */
  private final class Cut implements RedisConnectionStateListener {
    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
      soon(ChannelSubscriber.this::look);
    }
  }

  private void soon(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("this was heard by a subscriber that is closed");
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "streamweir-channels");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.execute(
          () -> {
            nodes.values().forEach(node -> node.connection().closeAsync());
            thread.shutdownNow();
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("closed before");
    }
  }
}
