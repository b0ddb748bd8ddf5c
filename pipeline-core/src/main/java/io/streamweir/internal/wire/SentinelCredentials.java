package io.streamweir.internal.wire;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * User and password for sentinels. What the URI says before its hosts is for the servers alone.
 * Sentinels have a user and a password of their own, or none: {@code ?sentinelUser=} and {@code
 * sentinelPassword=} in the URI, or a file with the password.
 */
public final class SentinelCredentials {
  private static final Pattern PARAMETER =
      Pattern.compile("(?<=[?&])sentinel(User|Password)=([^&#]*)&?");
  private static final Pattern NOTHING_LEFT = Pattern.compile("[?&](?=#|$)");

  private final RedisConfig config;
  private final @Nullable String user;
  private final @Nullable String password;

  private SentinelCredentials(
      RedisConfig config, @Nullable String user, @Nullable String password) {
    this.config = config;
    this.user = user;
    this.password = password;
  }

  /**
   * What the configuration says of them.
   *
   * @throws IllegalArgumentException where that makes no sense, as a password beside a file with
   *     it, or for a URI that names no sentinels
   */
  static SentinelCredentials of(RedisConfig config) {
    String user = null;
    String password = null;
    Matcher parameters = PARAMETER.matcher(config.uri());
    while (parameters.find()) {
      String value = parameters.group(2).replace("+", "%2B");
      String text = URLDecoder.decode(value, StandardCharsets.UTF_8);
      user = parameters.group(1).equals("User") ? text : user;
      password = parameters.group(1).equals("Password") ? text : password;
    }
    SentinelCredentials credentials = new SentinelCredentials(config, user, password);
    credentials.check();
    return credentials;
  }

  private void check() {
    boolean file = config.sentinelPasswordFile() != null;
    if (password != null && file) {
      throw bad("there is a file with the sentinels' password, and sentinelPassword as well in");
    }
    if (user != null && password == null && !file) {
      throw bad("there is a sentinelUser, and no password of the sentinels, in");
    }
    if ((password != null || file) && !config.uri().contains("-sentinel://")) {
      throw bad("there is a password of sentinels, and there are no sentinels, in");
    }
  }

  private IllegalArgumentException bad(String what) {
    return new IllegalArgumentException(what + " the URI " + config.address());
  }

  /** The URI without them, as the client library knows it. */
  static String strip(String uri) {
    return NOTHING_LEFT.matcher(PARAMETER.matcher(uri).replaceAll("")).replaceAll("");
  }

  /** The URI with them replaced, fit for logs and messages. */
  public static String hide(String uri) {
    return PARAMETER
        .matcher(uri)
        .replaceAll(found -> found.group().replace("=" + found.group(2), "=***"));
  }

  /**
   * Gives them to this sentinel.
   *
   * @throws RedisCallException where the file cannot be read
   */
  void give(RedisURI sentinel) {
    Path file = config.sentinelPasswordFile();
    if (file != null) {
      new PasswordFile(config, file, user).give(sentinel);
    } else if (password != null) {
      RedisCredentials credentials = RedisCredentials.just(user, password);
      sentinel.setCredentialsProvider(RedisCredentialsProvider.from(() -> credentials));
    }
  }
}
