package io.streamweir.chaos.rig;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.testkit.SentinelGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A master, its replica, and sentinels that choose between them. Thread-safe. */
public final class SentinelSite implements Site {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final SentinelGroup group;
  private final RedisClient client;
  private final RedisCommands<String, String> redis;

  private SentinelSite(SentinelGroup group) {
    this.group = group;
    RedisURI uri = RedisURI.create(group.uri());
    uri.setTimeout(PATIENCE);
    this.client = RedisClient.create(uri);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .build());
    this.redis = client.connect().sync();
  }

  static Site start(List<String> options) {
    return new SentinelSite(SentinelGroup.start(options.toArray(String[]::new)));
  }

  /** The servers and their sentinels. */
  public SentinelGroup group() {
    return group;
  }

  @Override
  public String uri() {
    return group.uri();
  }

  @Override
  public Way way() {
    return new Way(group.uri(), null);
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
  public String output() {
    StringBuilder text = new StringBuilder();
    group.servers().forEach(server -> text.append(server.output()).append('\n'));
    group.sentinels().forEach(server -> text.append(server.output()).append('\n'));
    return text.toString();
  }

  @Override
  public void close() {
    client.shutdown(0, 2, TimeUnit.SECONDS);
    group.close();
  }
}
