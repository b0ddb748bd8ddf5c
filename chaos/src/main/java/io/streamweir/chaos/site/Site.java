package io.streamweir.chaos.site;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.TcpProxy;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The servers of a run: one, a master and its replica, or a cluster. Thread-safe. */
public sealed interface Site extends AutoCloseable permits SingleSite, SentinelSite, ClusterSite {
  /** Which servers a run has. */
  enum Topology {
    /** One server. */
    SINGLE,
    /** One server, whose clock can be set. */
    SETTABLE_CLOCK,
    /** A master, its replica and three sentinels. */
    SENTINEL,
    /** Three masters and their replicas. */
    CLUSTER;

    /** Starts these servers with further options of redis-server. */
    public Site start(List<String> options) {
      return switch (this) {
        case SINGLE -> SingleSite.start(options);
        case SETTABLE_CLOCK -> SingleSite.startWithClock(options);
        case SENTINEL -> SentinelSite.start(options);
        case CLUSTER -> ClusterSite.start(options);
      };
    }
  }

  /**
   * How one client reaches the servers.
   *
   * @param uri to connect to
   * @param proxy that it leads through; null where it leads past all proxies
   */
  record Way(String uri, @Nullable TcpProxy proxy) implements AutoCloseable {
    @Override
    public void close() {
      if (proxy != null) {
        proxy.close();
      }
    }
  }

  /** The address past all proxies. */
  String uri();

  /** A way for a worker or a producer, which may be disturbed where the topology lets it. */
  default Way way() {
    return new Way(uri(), null);
  }

  /** What is used past all proxies. */
  AdminClient admin();

  /** Commands sent past all proxies. */
  default RedisClusterCommands<String, String> redis() {
    return admin().redis();
  }

  /** A new connection, such as right after a restart. */
  default Look look() {
    return admin().look();
  }

  /** What the servers have said last. */
  String output();

  /** What these servers have said last. */
  static String outputOf(List<RedisServer> servers) {
    return servers.stream().map(RedisServer::output).collect(Collectors.joining("\n", "", "\n"));
  }

  @Override
  void close();

  /** A connection that is there to look at counters. */
  record Look(StatefulConnection<?, ?> connection, RedisClusterCommands<String, String> redis)
      implements AutoCloseable {
    /** The counter; 0 where there is none or nobody answers. */
    public long number(String hash, String field) {
      try {
        String text = redis.hget(hash, field);
        return text == null ? 0 : Long.parseLong(text);
      } catch (RedisException e) {
        return 0;
      }
    }

    @Override
    public void close() {
      connection.close();
    }
  }
}
