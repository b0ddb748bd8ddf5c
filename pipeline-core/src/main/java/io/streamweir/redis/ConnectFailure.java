package io.streamweir.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;

/** Says in plain words why a link could not be opened, without the password. */
final class ConnectFailure {
  private ConnectFailure() {}

  static RedisCallException explain(RedisConfig config, RedisException thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String reason = String.valueOf(root.getMessage());
    String code =
        root instanceof RedisCommandExecutionException
            ? reason.split(" ", 2)[0]
            : RedisCallException.NOT_CONNECTED;
    return new RedisCallException(
        code, "cannot use Redis at " + config.address() + ": " + advice(reason), thrown);
  }

  private static String advice(String reason) {
    if (reason.startsWith("WRONGPASS") || reason.contains("invalid password")) {
      return "it refuses the user or password; put them into the URI as redis://user:password@host:port";
    }
    if (reason.startsWith("NOAUTH")) {
      return "it wants a password; put it into the URI as redis://:password@host:port";
    }
    if (reason.contains("refused")) {
      return "nothing answers there (" + reason + "); start the server or correct the address";
    }
    return reason;
  }
}
