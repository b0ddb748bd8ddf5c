package io.streamweir.chaos.rig;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.streamweir.testkit.RedisCluster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Three masters and their replicas. Thread-safe. */
public final class ClusterSite implements Site {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MASTERS = 3;

  private final RedisCluster cluster;
  private final RedisClusterClient client;
  private final RedisClusterCommands<String, String> redis;

  private ClusterSite(RedisCluster cluster) {
    this.cluster = cluster;
    this.client =
        RedisClusterClient.create(
            cluster.nodes().stream()
                .map(
                    node ->
                        RedisURI.builder()
                            .withHost(node.host())
                            .withPort(node.port())
                            .withTimeout(PATIENCE)
                            .build())
                .toList());
    client.setOptions(
        ClusterClientOptions.builder()
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enablePeriodicRefresh(Duration.ofSeconds(1))
                    .build())
            .build());
    this.redis = client.connect().sync();
  }

  static Site start(List<String> options) {
    return new ClusterSite(RedisCluster.start(MASTERS, 1, options.toArray(String[]::new)));
  }

  /** The nodes. */
  public RedisCluster cluster() {
    return cluster;
  }

  @Override
  public String uri() {
    return cluster.uri();
  }

  @Override
  public Way way() {
    return new Way(cluster.uri(), null);
  }

  @Override
  public RedisClusterCommands<String, String> redis() {
    return redis;
  }

  @Override
  public Look look() {
    StatefulRedisClusterConnection<String, String> connection = client.connect();
    return new Look(connection, connection.sync());
  }

  @Override
  public String output() {
    StringBuilder text = new StringBuilder();
    cluster.nodes().forEach(node -> text.append(node.output()).append('\n'));
    return text.toString();
  }

  @Override
  public void close() {
    client.shutdown(0, 2, TimeUnit.SECONDS);
    cluster.close();
  }
}
