package io.streamweir.internal.wire;

import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Refuses servers that are too old for what the scripts use, or that are not what the URI says. */
public final class ServerVersion {
  private static final Pattern VERSION = Pattern.compile("redis_version:(\\d+)\\.([\\d.]+)");

  private ServerVersion() {}

  public static void check(RedisLink link) {
    byte[] info;
    try {
      info = link.await(info(link));
    } catch (RedisCallException e) {
      if (e.code().equals(RedisCallException.NOPERM) || (e.passing() && !e.uncertain())) {
        return; // a user that may not ask, or a server that is loading: the first command will tell
      }
      throw e;
    }
    checkMode(link, Resp.text(info));
    Matcher version = VERSION.matcher(Resp.text(info));
    if (version.find() && Integer.parseInt(version.group(1)) < 7) {
      throw new RedisCallException(
          "VERSION",
          "Redis at %s is version %s.%s; Streamweir needs Redis 7.0 or later, or Valkey"
              .formatted(link.config().address(), version.group(1), version.group(2)),
          null);
    }
  }

  /** The line is redis_mode at Redis and server_mode at Valkey. */
  private static void checkMode(RedisLink link, String info) {
    String mode =
        info.contains("_mode:sentinel")
            ? "is a sentinel; use redis-sentinel://host:port,host:port/0#master"
            : info.contains("_mode:cluster") && !link.connector().cluster()
                ? "is a node of a Redis Cluster; use redis-cluster://host:port,host:port"
                : "";
    if (!mode.isEmpty()) {
      String message = "Redis at " + link.config().address() + " " + mode;
      throw new RedisCallException("MODE", message, null);
    }
  }

  private static java.util.concurrent.CompletableFuture<byte[]> info(RedisLink link) {
    return link.shared().send(Command.INFO, Reply.VALUE, Call.args().add("server"));
  }
}
