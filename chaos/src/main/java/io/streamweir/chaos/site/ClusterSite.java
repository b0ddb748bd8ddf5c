package io.streamweir.chaos.site;

import io.streamweir.testkit.RedisCluster;
import java.util.List;

/** Three masters and their replicas. Thread-safe. */
public record ClusterSite(RedisCluster cluster, AdminClient admin) implements Site {
  private static final int MASTERS = 3;

  static Site start(List<String> options) {
    RedisCluster cluster = RedisCluster.start(MASTERS, 1, options.toArray(String[]::new));
    return new ClusterSite(cluster, AdminClient.ofCluster(cluster.nodes()));
  }

  @Override
  public String uri() {
    return cluster.uri();
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
