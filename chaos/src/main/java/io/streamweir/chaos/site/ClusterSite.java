package io.streamweir.chaos.site;

import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.streamweir.testkit.RedisCluster;
import java.util.List;

/** Three masters and their replicas. Thread-safe. */
public final class ClusterSite implements Site {
  private static final int MASTERS = 3;

  private final RedisCluster cluster;
  private final AdminClient admin;

  private ClusterSite(RedisCluster cluster) {
    this.cluster = cluster;
    this.admin = AdminClient.ofCluster(cluster.nodes());
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
    return admin.redis();
  }

  @Override
  public Look look() {
    return admin.look();
  }

  @Override
  public String output() {
    return Site.outputOf(cluster.nodes());
  }

  @Override
  public void close() {
    admin.close();
    cluster.close();
  }
}
