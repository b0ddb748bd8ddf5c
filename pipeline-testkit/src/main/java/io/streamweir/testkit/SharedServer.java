package io.streamweir.testkit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;

/** The server that all tests of this JVM share, with a connection to look at it. */
record SharedServer(
    RedisServer server, RedisClient client, StatefulRedisConnection<String, String> connection)
    implements AutoCloseable {

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
