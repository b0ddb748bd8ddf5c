package io.streamweir.spring.boot.connection;

import io.streamweir.redis.RedisCallException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do where Redis is there, but refuses, or is not what the address says. */
final class RedisRefusalFailureAnalyzer extends AbstractFailureAnalyzer<RedisCallException> {
  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, RedisCallException cause) {
    String action =
        switch (cause.code()) {
          case RedisCallException.NOT_CONNECTED, RedisCallException.NO_ANSWER ->
              "Start Redis, or correct streamweir.redis.uri. If the application is to start without"
                  + " Redis, set streamweir.client.connect to lazy.";
          case RedisCallException.NOPERM ->
              "Give the user the rights of a worker or producer, as docs/operations.md lists them.";
          case "WRONGPASS", "NOAUTH" ->
              "Set streamweir.redis.username and streamweir.redis.password, or"
                  + " streamweir.redis.password-file.";
          case RedisCallException.TLS ->
              "Set streamweir.redis.ssl.bundle to a bundle that trusts the server, and begin"
                  + " streamweir.redis.uri with rediss:// only where the server speaks TLS.";
          case "VERSION" -> "Use Redis 7.0 or newer, or Valkey.";
          case "MODE" -> "Correct the beginning of streamweir.redis.uri.";
          default -> null;
        };
    return action == null
        ? null
        : new FailureAnalysis(String.valueOf(cause.getMessage()), action, cause);
  }
}
