package io.streamweir.http.console;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.streamweir.internal.entry.Keys;

/** Makes many dead letters of one. */
final class LetterCopies {
  private static final String SCRIPT =
      """
      local fields = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1][2]
      for i = 1, tonumber(ARGV[1]) do
        redis.call('XADD', KEYS[1], '*', unpack(fields))
      end
      """;

  private LetterCopies() {}

  static void add(World world, String stage, int copies) {
    String key = Keys.of(world.link, world.orders.name(), 0).dead(stage);
    RedisClient client = RedisClient.create(world.redis.uri());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      connection
          .sync()
          .eval(SCRIPT, ScriptOutputType.STATUS, new String[] {key}, String.valueOf(copies));
    } finally {
      client.shutdown();
    }
  }
}
