package io.streamweir.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears sharded channels, each at the node that owns its slot. A node that loses a slot takes the
 * subscription away, one that dies takes all of them; so every half second, and at once where a
 * node says so, it looks whether each channel is heard where it belongs and subscribes where it is
 * not. One thread does all that.
 */
final class ShardSubscriber implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShardSubscriber.class);
  private static final long LOOK_MILLIS = 500;

  private final ClusterConnector connector;
  private final List<String> channels;
  private final RedisPubSubListener<String, byte[]> listener;
  private final Map<String, Node> nodes = new HashMap<>(); // by address
  private final Map<String, Node> heardAt = new HashMap<>(); // by channel
  private final CompletableFuture<Void> all = new CompletableFuture<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(ShardSubscriber::thread);

  /** A node and the connection that hears its channels. */
  private record Node(String address, StatefulRedisPubSubConnection<String, byte[]> connection) {}

  private ShardSubscriber(
      ClusterConnector connector,
      List<String> channels,
      RedisPubSubListener<String, byte[]> listener) {
    this.connector = connector;
    this.channels = channels;
    this.listener = listener;
  }

  /**
   * Subscribes and waits until all channels are heard.
   *
   * @throws RedisCallException where that takes longer than a command may
   */
  static ShardSubscriber subscribe(
      RedisLink link,
      ClusterConnector connector,
      List<String> channels,
      RedisPubSubListener<String, byte[]> listener) {
    ShardSubscriber subscriber = new ShardSubscriber(connector, channels, listener);
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

  private void look() {
    try {
      channels.forEach(this::look);
      leaveUnused();
      if (heardAt.size() == channels.size()) {
        all.complete(null);
      }
    } catch (RuntimeException e) { // a task that throws would never run again
      LOG.error("results are listened to again after an unexpected error", e);
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
      RedisCallException failure = Wire.failed(e);
      if (!failure.passing()) {
        all.completeExceptionally(failure); // such as a user who may not; late, it is only logged
      }
      LOG.info("channel {} cannot be listened to now: {}", channel, e.getMessage());
      connector.lookAgain();
    }
  }

  private void hear(String channel, String address, RedisURI owner) {
    Node node = nodes.get(address);
    if (node == null || !node.connection().isOpen()) {
      node = new Node(address, connector.connectPubSub(owner));
      node.connection().addListener(listener);
      node.connection().addListener(new TakenAway(node));
      nodes.put(address, node);
    }
    node.connection().sync().ssubscribe(channel);
    heardAt.put(channel, node);
  }

  private void leaveUnused() {
    List<Node> unused =
        nodes.values().stream().filter(node -> !heardAt.containsValue(node)).toList();
    for (Node node : unused) {
      nodes.remove(node.address());
      node.connection().closeAsync();
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
      try {
        thread.execute(
            () -> {
              heardAt.remove(channel, node);
              connector.lookAgain();
              look();
            });
      } catch (RejectedExecutionException e) {
        LOG.debug("{} left a subscriber that is closed", channel);
      }
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "streamweir-shards");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
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
