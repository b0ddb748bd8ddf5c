package io.streamweir.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.protocol.CommandType;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Refuses servers that are too old for what the scripts use. */
final class ServerVersion {
  private static final Pattern VERSION = Pattern.compile("redis_version:(\\d+)\\.([\\d.]+)");

  private ServerVersion() {}

  static void check(RedisLink link) {
    byte[] info;
    try {
      info = link.await(info(link));
    } catch (RedisCallException e) {
      if (e.code().equals(RedisCallException.NOPERM) || (e.passing() && !e.uncertain())) {
        return; // a user that may not ask, or a server that is loading: the first command will tell
      }
      throw e;
    }
    Matcher version = VERSION.matcher(Resp.text(info));
    if (version.find() && Integer.parseInt(version.group(1)) < 7) {
      throw new RedisCallException(
          "VERSION",
          "Redis at "
              + link.config().address()
              + " is version "
              + version.group(1)
              + "."
              + version.group(2)
              + "; Streamweir needs Redis 7.0 or later, or Valkey",
          null);
    }
  }

  private static java.util.concurrent.CompletableFuture<byte[]> info(RedisLink link) {
    return link.shared()
        .send(
            CommandType.INFO,
            new ByteArrayOutput<>(ByteArrayCodec.INSTANCE),
            Wire.args().add("server"));
  }
}
