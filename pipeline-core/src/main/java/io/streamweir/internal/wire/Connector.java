package io.streamweir.internal.wire;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ConnectionFuture;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
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
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections. Replaces every default of the client library that would hurt. While there is
 * no connection, commands are refused and not queued. After a reconnect nothing is replayed. The
 * queue is bounded. Every command has a timeout, and blocking reads have a longer one. Reconnects
 * come quickly.
 */
public abstract sealed class Connector implements AutoCloseable
    permits Connector.Single, ClusterConnector {
  private static final Logger LOG = LoggerFactory.getLogger(Connector.class);
  private static final int QUEUE = 20_000;
  private static final int STEPS_OF_A_CONNECT = 3; // sentinel, connection, handshake
  private static final Duration LOST_BEYOND = Duration.ofSeconds(5);
  // So that a peer that is gone without a word is noticed in half a minute also where nothing is
  // sent, as by subscribers.
  private static final SocketOptions.KeepAliveOptions KEEP_ALIVE =
      SocketOptions.KeepAliveOptions.builder()
          .enable()
          .idle(Duration.ofSeconds(15))
          .interval(Duration.ofSeconds(5))
          .count(3)
          .build();

  private final ClientResources resources;
  private volatile boolean closed;

  Connector(ClientResources resources) {
    this.resources = resources;
  }

  static Connector to(RedisConfig config) {
    ClientResources resources =
        DefaultClientResources.builder()
            .nettyCustomizer(ErrorGuard.EVERYWHERE)
            .reconnectDelay(
                Delay.equalJitter(
                    Duration.ofMillis(20), Duration.ofSeconds(1), 20, TimeUnit.MILLISECONDS))
            .build();
    try {
      return ClusterConnector.SCHEME.matcher(config.uri()).matches()
          ? new ClusterConnector(config, resources)
          : new Single(config, resources);
    } catch (RuntimeException e) {
      resources.shutdown(0, 1, TimeUnit.SECONDS);
      throw e;
    }
  }

  /** A connection for commands on all keys, which comes back by itself after it was cut. */
  abstract Wire connect();

  /**
   * A connection to the server that holds the key now, and to no other: it does not follow the key
   * where that moves, and once it is cut it stays so. So what was answered on it and what is asked
   * on it after are of one server.
   */
  public abstract Wire connectTo(String key);

  /**
   * The server that holds the key now, as far as is known, with our user and certificates.
   *
   * @throws RedisCallException where none is known
   */
  abstract RedisURI ownerOf(String key);

  /** A connection to this server that hears channels; once it is cut it stays so. */
  abstract StatefulRedisPubSubConnection<String, byte[]> connectPubSub(RedisURI server);

  public abstract boolean cluster();

  /**
   * Host and port of the master that sentinels named last, as a connection was made; empty where
   * there are no sentinels.
   */
  public Optional<String> master() {
    return Optional.empty();
  }

  /** A key was not found where it was expected; finds out soon where keys are. */
  public abstract void lookAgain();

  /** Cuts all connections. */
  abstract void cut();

  /** Whether it connects no longer. */
  final boolean closed() {
    return closed;
  }

  @Override
  public final void close() {
    closed = true;
    cut();
    resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }

  /** Lettuce's own {@code shutdown} waits without a bound, and sometimes for ever. */
  static void end(AbstractRedisClient client) {
    try {
      client.shutdownAsync(0, 2, TimeUnit.SECONDS).get(3, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("a client did not end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static RedisURI parse(String uri, RedisConfig config) {
    try {
      RedisURI parsed = RedisURI.create(uri);
      parsed.setTimeout(config.connectTimeout()); // of commands, see below
      parsed.setClientName("streamweir");
      parsed.setLibraryName(""); // servers of different age allow the telling of it differently
      parsed.setLibraryVersion("");
      return parsed;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "cannot understand the Redis URI "
              + config.address()
              + "; use redis://[user:password@]host[:port][/database], redis-sentinel:// or"
              + " redis-cluster://, or rediss for TLS");
    }
  }

  /** A client for connections that stay cut once they are. */
  static RedisClient passing(RedisConfig config, ClientResources resources) {
    RedisClient client = RedisClient.create(resources);
    ClientOptions.Builder options = ClientOptions.builder();
    configure(options, config);
    client.setOptions(options.autoReconnect(false).build());
    return client;
  }

  static Wire connect(RedisClient client, RedisURI uri) {
    var connection = await(client.connectAsync(ByteArrayCodec.INSTANCE, uri), uri);
    return new Wire(connection, connection.async());
  }

  /** Not for ever: an Error may have ended an attempt without a word. */
  private static <C extends StatefulConnection<?, ?>> C await(
      ConnectionFuture<C> connecting, RedisURI uri) {
    Duration most = uri.getTimeout().multipliedBy(STEPS_OF_A_CONNECT).plus(LOST_BEYOND);
    try {
      return connecting.get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RedisConnectionException known
          ? known
          : RedisConnectionException.create(e.getCause());
    } catch (TimeoutException e) {
      connecting.thenAccept(StatefulConnection::closeAsync); // should it come after all
      throw RedisConnectionException.create(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RedisConnectionException.create(e);
    }
  }

  static void configure(ClientOptions.Builder options, RedisConfig config) {
    long patience = config.commandTimeout().toMillis();
    MaintenanceNotices.refuse(options);
    options
        .protocolVersion(ProtocolVersion.RESP2)
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .replayFilter(command -> true)
        .requestQueueSize(QUEUE)
        .publishOnScheduler(false)
        .decodeBufferPolicy(new ReceiveBuffers())
        .sslOptions(TlsFiles.options(config))
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(config.connectTimeout())
                .keepAlive(KEEP_ALIVE)
                .build())
        .timeoutOptions(
            TimeoutOptions.builder().timeoutCommands().timeoutSource(timeouts(patience)).build());
  }

  private static TimeoutOptions.TimeoutSource timeouts(long patienceMillis) {
    return new TimeoutOptions.TimeoutSource() {
      @Override
      public long getTimeout(RedisCommand<?, ?, ?> command) {
        if (command.getType() == CommandType.WAIT) {
          return 0; // whoever sends it knows for how long and watches the clock
        }
        boolean blocks = command.getType() == CommandType.XREADGROUP;
        return blocks ? patienceMillis + Wire.BLOCK.toMillis() : patienceMillis;
      }

      @Override
      public TimeUnit getTimeUnit() {
        return TimeUnit.MILLISECONDS;
      }
    };
  }

  /** One server, or the master that sentinels name. */
  static final class Single extends Connector {
    private final RedisClient client;
    private final RedisClient passing;
    private final RedisURI uri;
    private volatile @Nullable SocketAddress connectedTo;

    private Single(RedisConfig config, ClientResources resources) {
      super(resources);
      SentinelCredentials credentials = SentinelCredentials.of(config);
      uri = parse(SentinelCredentials.strip(config.uri()), config);
      PasswordFile.apply(config, uri);
      uri.getSentinels().forEach(sentinel -> sentinel.setTimeout(config.connectTimeout()));
      uri.getSentinels().forEach(credentials::give);
      client = RedisClient.create(resources, uri);
      ClientOptions.Builder options = ClientOptions.builder();
      configure(options, config);
      client.setOptions(options.build());
      client.addListener(new ConnectedTo());
      passing = passing(config, resources);
    }

    /** Hears where each connection leads, also one that is made anew; not those to sentinels. */
    private final class ConnectedTo implements RedisConnectionStateListener {
      @Override
      public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress server) {
        if (!(connection instanceof StatefulRedisSentinelConnection)) {
          connectedTo = server;
        }
      }
    }

    @Override
    public Optional<String> master() {
      return !uri.getSentinels().isEmpty() && connectedTo instanceof InetSocketAddress server
          ? Optional.of(server.getHostString() + ":" + server.getPort())
          : Optional.empty();
    }

    @Override
    Wire connect() {
      return connect(client, uri);
    }

    @Override
    public Wire connectTo(String key) {
      return connect(passing, uri);
    }

    @Override
    RedisURI ownerOf(String key) {
      return uri;
    }

    @Override
    StatefulRedisPubSubConnection<String, byte[]> connectPubSub(RedisURI server) {
      return passing.connectPubSub(
          RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), server);
    }

    @Override
    public boolean cluster() {
      return false;
    }

    /** Sentinels are asked at each connect. */
    @Override
    public void lookAgain() {}

    @Override
    void cut() {
      end(client);
      end(passing);
    }
  }
}
