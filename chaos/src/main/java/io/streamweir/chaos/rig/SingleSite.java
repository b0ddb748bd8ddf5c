package io.streamweir.chaos.rig;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** One server, the proxies that lead to it, and a way past them. Thread-safe. */
public final class SingleSite implements Site {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final RedisServer server;
  private final RedisClient client;
  private final RedisCommands<String, String> redis;
  private final List<TcpProxy> proxies = new CopyOnWriteArrayList<>();

  private SingleSite(RedisServer server) {
    this.server = server;
    RedisURI uri = RedisURI.create(server.uri());
    uri.setTimeout(PATIENCE);
    this.client = RedisClient.create(uri);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .build());
    this.redis = client.connect().sync();
  }

  static Site start(List<String> options) {
    return new SingleSite(RedisServer.start(options.toArray(String[]::new)));
  }

  /** The server. */
  public RedisServer server() {
    return server;
  }

  @Override
  public String uri() {
    return server.uri();
  }

  @Override
  public RedisCommands<String, String> redis() {
    return redis;
  }

  @Override
  public Look look() {
    StatefulRedisConnection<String, String> connection = client.connect();
    return new Look(connection, connection.sync());
  }

  @Override
  public Way way() {
    TcpProxy proxy = TcpProxy.to(server);
    proxies.add(proxy);
    return new Way(proxy.uri(), proxy);
  }

  /** All proxies that were opened, those of dead workers included. */
  public List<TcpProxy> proxies() {
    return List.copyOf(proxies);
  }

  @Override
  public String output() {
    return server.output();
  }

  @Override
  public void close() {
    proxies.forEach(TcpProxy::close);
    client.shutdown(0, 2, TimeUnit.SECONDS);
    server.close();
  }
}
