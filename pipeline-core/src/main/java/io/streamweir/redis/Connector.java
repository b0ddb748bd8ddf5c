package io.streamweir.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opens connections, with every default of the client library that would hurt replaced on purpose:
 * commands are refused rather than queued while there is no connection, nothing is replayed after a
 * reconnect, the queue is bounded, every command has a timeout and blocking reads have a longer
 * one, reconnects come quickly.
 */
abstract sealed class Connector implements AutoCloseable {
  private static final int QUEUE = 20_000;
  // So that a peer that is gone without a word is noticed in half a minute also where nothing is
  // sent, as by subscribers.
  private static final SocketOptions.KeepAliveOptions KEEP_ALIVE =
      SocketOptions.KeepAliveOptions.builder()
          .enable()
          .idle(Duration.ofSeconds(15))
          .interval(Duration.ofSeconds(5))
          .count(3)
          .build();
  private static final Pattern CLUSTER =
      Pattern.compile("(rediss?)-cluster://(.*@)?([^?]*)(\\?.*)?");

  private final ClientResources resources;

  private Connector(ClientResources resources) {
    this.resources = resources;
  }

  static Connector to(RedisConfig config) {
    ClientResources resources =
        DefaultClientResources.builder()
            .reconnectDelay(
                Delay.equalJitter(
                    Duration.ofMillis(20), Duration.ofSeconds(1), 20, TimeUnit.MILLISECONDS))
            .build();
    try {
      return CLUSTER.matcher(config.uri()).matches()
          ? new Cluster(config, resources)
          : new Single(config, resources);
    } catch (RuntimeException e) {
      resources.shutdown(0, 1, TimeUnit.SECONDS);
      throw e;
    }
  }

  abstract Wire connect();

  abstract StatefulRedisPubSubConnection<String, byte[]> connectPubSub();

  abstract boolean cluster();

  @Override
  public void close() {
    resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }

  private static RedisURI parse(String uri, RedisConfig config) {
    try {
      RedisURI parsed = RedisURI.create(uri);
      parsed.setTimeout(config.commandTimeout());
      parsed.setClientName("streamweir");
      parsed.setLibraryName(""); // servers of different age allow the telling of it differently
      parsed.setLibraryVersion("");
      return parsed;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "cannot understand the Redis URI "
              + config.address()
              + "; use redis://[user:password@]host[:port][/database], redis-sentinel:// or redis-cluster://, or rediss for TLS");
    }
  }

  private static void configure(ClientOptions.Builder options, RedisConfig config) {
    long patience = config.commandTimeout().toMillis();
    options
        .protocolVersion(ProtocolVersion.RESP2)
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .replayFilter(command -> true)
        .requestQueueSize(QUEUE)
        .publishOnScheduler(false)
        .sslOptions(TlsFiles.options(config))
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(config.commandTimeout())
                .keepAlive(KEEP_ALIVE)
                .build())
        .timeoutOptions(
            TimeoutOptions.builder().timeoutCommands().timeoutSource(timeouts(patience)).build());
  }

  private static TimeoutOptions.TimeoutSource timeouts(long patienceMillis) {
    return new TimeoutOptions.TimeoutSource() {
      @Override
      public long getTimeout(RedisCommand<?, ?, ?> command) {
        boolean blocks = command.getType() == CommandType.XREADGROUP;
        return blocks ? patienceMillis + EntryReader.BLOCK.toMillis() : patienceMillis;
      }

      @Override
      public TimeUnit getTimeUnit() {
        return TimeUnit.MILLISECONDS;
      }
    };
  }

  /** One server, or the master that sentinels name. */
  private static final class Single extends Connector {
    private final RedisClient client;
    private final RedisURI uri;

    private Single(RedisConfig config, ClientResources resources) {
      super(resources);
      uri = parse(config.uri(), config);
      PasswordFile.apply(config, uri);
      client = RedisClient.create(resources, uri);
      ClientOptions.Builder options = ClientOptions.builder();
      configure(options, config);
      client.setOptions(options.build());
    }

    @Override
    Wire connect() {
      var connection = client.connect(ByteArrayCodec.INSTANCE, uri);
      return new Wire(connection, connection.async());
    }

    @Override
    StatefulRedisPubSubConnection<String, byte[]> connectPubSub() {
      return client.connectPubSub(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), uri);
    }

    @Override
    boolean cluster() {
      return false;
    }

    @Override
    public void close() {
      client.shutdown(0, 2, TimeUnit.SECONDS);
      super.close();
    }
  }

  /** The masters of a Redis Cluster. */
  private static final class Cluster extends Connector {
    private final RedisClusterClient client;

    private Cluster(RedisConfig config, ClientResources resources) {
      super(resources);
      client = RedisClusterClient.create(resources, seeds(config));
      ClusterClientOptions.Builder options = ClusterClientOptions.builder();
      configure(options, config);
      options.topologyRefreshOptions(
          ClusterTopologyRefreshOptions.builder()
              .enablePeriodicRefresh(Duration.ofSeconds(30))
              .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
              .build());
      client.setOptions(options.build());
    }

    private static List<RedisURI> seeds(RedisConfig config) {
      Matcher uri = CLUSTER.matcher(config.uri());
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
      var connection = client.connect(ByteArrayCodec.INSTANCE);
      return new Wire(connection, connection.async());
    }

    @Override
    StatefulRedisPubSubConnection<String, byte[]> connectPubSub() {
      return client.connectPubSub(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
    }

    @Override
    boolean cluster() {
      return true;
    }

    @Override
    public void close() {
      client.shutdown(0, 2, TimeUnit.SECONDS);
      super.close();
    }
  }
}
