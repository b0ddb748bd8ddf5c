package io.streamweir.spring.boot.connection;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Cluster;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.ssl.SslBundle;

/** The Redis of Spring Data Redis, over connections of our own. */
record DataRedisDetails(DataRedisConnectionDetails details) implements StreamweirConnectionDetails {
  @Override
  public String uri() {
    String uri =
        RedisAddress.withCredentials(address(), details.getUsername(), details.getPassword());
    return details.getSslBundle() == null ? uri : RedisAddress.secured(uri);
  }

  private String address() {
    Sentinel sentinel = details.getSentinel();
    if (sentinel != null) {
      return RedisAddress.sentinel(
          places(sentinel.getNodes()),
          sentinel.getDatabase(),
          sentinel.getMaster(),
          sentinel.getUsername(),
          sentinel.getPassword());
    }
    Cluster cluster = details.getCluster();
    if (cluster != null) {
      return RedisAddress.cluster(places(cluster.getNodes()));
    }
    Standalone standalone = details.getStandalone();
    if (details.getMasterReplica() != null || standalone == null) {
      throw new UnsupportedTopologyException();
    }
    String place = RedisAddress.place(standalone.getHost(), standalone.getPort());
    return RedisAddress.single(place, standalone.getDatabase());
  }

  private static List<String> places(List<Node> nodes) {
    return nodes.stream().map(node -> RedisAddress.place(node.host(), node.port())).toList();
  }

  @Override
  public @Nullable SslBundle sslBundle() {
    return details.getSslBundle();
  }
}
