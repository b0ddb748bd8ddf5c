package io.streamweir.testkit;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Connections to the processes of one topology, to give it orders. Thread-safe. */
final class Nodes implements AutoCloseable {

  private final RedisClient client = RedisClient.create();
  private final Map<Integer, StatefulRedisConnection<String, String>> connections =
      new ConcurrentHashMap<>();

  Nodes() {
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .socketOptions(SocketOptions.builder().connectTimeout(Patience.PATIENCE).build())
            .timeoutOptions(TimeoutOptions.enabled(Patience.PATIENCE))
            .build());
  }

  /** The commands of a node; over another connection where the last one is broken. */
  RedisCommands<String, String> at(RedisServer node) {
    return connections
        .compute(node.port(), (port, known) -> isOpen(known) ? known : connect(node))
        .sync();
  }

  private StatefulRedisConnection<String, String> connect(RedisServer node) {
    return client.connect(RedisURI.create(node.host(), node.port()));
  }

  private static boolean isOpen(@Nullable StatefulRedisConnection<String, String> known) {
    return known != null && known.isOpen();
  }

  /** Sends a command for which the client library has no method. */
  <T> T send(
      RedisServer node, CommandType type, CommandOutput<String, String, T> out, String... words) {
    CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
    for (String word : words) {
      args.add(word);
    }
    return at(node).dispatch(type, out, args);
  }

  /** Whether the node answers and this is true of it. */
  boolean is(RedisServer node, Predicate<RedisCommands<String, String>> condition) {
    try {
      return condition.test(at(node));
    } catch (RedisException e) {
      return false;
    }
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
