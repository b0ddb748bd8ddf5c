package io.streamweir.testkit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

/**
 * The server that all tests of this JVM share, with a connection to look at it. Before 5.13 JUnit
 * closes no other type.
 */
@SuppressWarnings("deprecation")
record SharedServer(
    RedisServer server, RedisClient client, StatefulRedisConnection<String, String> connection)
    implements CloseableResource, AutoCloseable {

  static SharedServer open() {
    RedisServer server = ServerChoice.current().shared();
    RedisClient client = RedisClient.create(server.uri());
    return new SharedServer(server, client, client.connect());
  }

  RedisCommands<String, String> commands() {
    return connection.sync();
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    server.close();
  }
}
