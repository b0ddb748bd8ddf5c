package io.streamweir.internal.wire;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The masters of a Redis Cluster. It asks for the owners of slots every 15 s. If a node sends us
 * elsewhere or cannot be reached, it asks at once, at most once a second.
 */
final class ClusterConnector extends Connector {
  static final Pattern SCHEME = Pattern.compile("(rediss?)-cluster://(.*@)?([^?]*)(\\?.*)?");

  private static final Logger LOG = LoggerFactory.getLogger(ClusterConnector.class);
  private static final Duration REFRESH = Duration.ofSeconds(15);
  private static final Duration LEAST_BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final RedisClusterClient client;
  private final RedisClient passing;
  private final RedisURI seed;
  private final AtomicLong lookedAt =
      new AtomicLong(System.nanoTime() - LEAST_BETWEEN_LOOKS.toNanos());

  ClusterConnector(RedisConfig config, ClientResources resources) {
    super(resources);
    List<RedisURI> seeds = seeds(config);
    seed = seeds.get(0);
    client = RedisClusterClient.create(resources, seeds);
    ClusterClientOptions.Builder options = ClusterClientOptions.builder();
    configure(options, config);
    options.topologyRefreshOptions( // beside the interval: at redirections and broken connections
        ClusterTopologyRefreshOptions.builder()
            .enablePeriodicRefresh(REFRESH)
            .adaptiveRefreshTriggersTimeout(LEAST_BETWEEN_LOOKS)
            .build());
    client.setOptions(options.build());
    passing = passing(config, resources);
  }

  private static List<RedisURI> seeds(RedisConfig config) {
    Matcher uri = SCHEME.matcher(config.uri());
    uri.matches();
    String credentials = Objects.requireNonNullElse(uri.group(2), "");
    String query = Objects.requireNonNullElse(uri.group(4), "");
    List<RedisURI> seeds = new ArrayList<>();
    for (String node : uri.group(3).split(",", -1)) {
      RedisURI seed = parse(uri.group(1) + "://" + credentials + node + query, config);
      PasswordFile.apply(config, seed);
      seeds.add(seed);
    }
    return seeds;
  }

  @Override
  Wire connect() {
    StatefulRedisClusterConnection<byte[], byte[]> connection =
        client.connect(ByteArrayCodec.INSTANCE);
    client.getPartitions().stream()
        .filter(node -> !node.hasNoSlots())
        .forEach(master -> connectAhead(connection, master));
    return new Wire(connection, connection.async());
  }

  /** A command for a node that is not connected yet is refused instead of waiting for it. */
  private static void connectAhead(
      StatefulRedisClusterConnection<byte[], byte[]> connection, RedisClusterNode master) {
    RedisURI uri = master.getUri();
    try {
      connection.getConnection(uri.getHost(), uri.getPort());
    } catch (RedisException e) { // the others work, and this one may be replaced
      LOG.info("node {}:{} cannot be reached: {}", uri.getHost(), uri.getPort(), e.getMessage());
    }
  }

  @Override
  public Wire connectTo(String key) {
    return connect(passing, ownerOf(key));
  }

  @Override
  StatefulRedisPubSubConnection<String, byte[]> connectPubSub(RedisURI node) {
    return passing.connectPubSub(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), node);
  }

  /** What the client library knows of a node is its address alone. */
  @Override
  RedisURI ownerOf(String key) {
    int slot = SlotHash.getSlot(key);
    RedisClusterNode owner = client.getPartitions().getPartitionBySlot(slot);
    if (owner == null) {
      lookAgain();
      throw new RedisCallException("CLUSTERDOWN", "no node is known to own slot " + slot, null);
    }
    String host = owner.getUri().getHost();
    return RedisURI.builder(seed).withHost(host).withPort(owner.getUri().getPort()).build();
  }

  @Override
  public boolean cluster() {
    return true;
  }

  @Override
  public void lookAgain() {
    long now = System.nanoTime();
    long last = lookedAt.get();
    if (now - last > LEAST_BETWEEN_LOOKS.toNanos() && lookedAt.compareAndSet(last, now)) {
      client
          .refreshPartitionsAsync()
          .exceptionally(
              thrown -> {
                LOG.info("the cluster's nodes cannot be asked: {}", thrown.getMessage());
                return null;
              });
    }
  }

  @Override
  void cut() {
    end(client);
    end(passing);
  }
}
