package io.streamweir.chaos.site;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.streamweir.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Connections past all proxies, to look and to meddle. Thread-safe. */
public final class AdminClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration REFRESH = Duration.ofSeconds(1);

  private final AbstractRedisClient client;
  private final Supplier<Site.Look> connect;
  private final RedisClusterCommands<String, String> redis;

  private AdminClient(AbstractRedisClient client, Supplier<Site.Look> connect) {
    this.client = client;
    this.connect = connect;
    this.redis = connect.get().redis();
  }

  /** To a server, or to the master that sentinels name. */
  static AdminClient of(String address) {
    RedisURI uri = RedisURI.create(address);
    uri.setTimeout(PATIENCE);
    RedisClient client = RedisClient.create(uri);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .build());
    return new AdminClient(
        client,
        () -> {
          var connection = client.connect();
          return new Site.Look(connection, connection.sync());
        });
  }

  /** To the nodes of a cluster. */
  static AdminClient ofCluster(List<RedisServer> nodes) {
    List<RedisURI> seeds =
        nodes.stream()
            .map(node -> RedisURI.builder().withHost(node.host()).withPort(node.port()))
            .map(builder -> builder.withTimeout(PATIENCE).build())
            .toList();
    RedisClusterClient client = RedisClusterClient.create(seeds);
    client.setOptions(
        ClusterClientOptions.builder()
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder().enablePeriodicRefresh(REFRESH).build())
            .build());
    return new AdminClient(
        client,
        () -> {
          var connection = client.connect();
          return new Site.Look(connection, connection.sync());
        });
  }

  /** Commands over a connection that all share. */
  RedisClusterCommands<String, String> redis() {
    return redis;
  }

  /** A new connection. */
  Site.Look look() {
    return connect.get();
  }

  @Override
  public void close() {
    client.shutdown(0, 2, TimeUnit.SECONDS);
  }
}
