package io.streamweir.internal.wire;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider.ImmediateRedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A password that is kept in a file. It is read for each connection, so that a password may be
 * changed while programs run.
 */
record PasswordFile(RedisConfig config, Path file, @Nullable String user) {
  private static final Pattern USER = Pattern.compile("^[^/]*//(?:([^/]*)@)?");

  /**
   * Lets the address take its password from the configuration's file, where there is one.
   *
   * @throws RedisCallException where the file cannot be read
   * @throws IllegalArgumentException where the URI holds a password, too
   */
  static void apply(RedisConfig config, RedisURI uri) {
    Path file = config.passwordFile();
    if (file != null) {
      new PasswordFile(config, file, user(config)).give(uri);
    }
  }

  /**
   * Lets the address take its password from the file.
   *
   * @throws RedisCallException where the file cannot be read
   */
  void give(RedisURI uri) {
    credentials();
    // Where the answer comes later, a refusal can get lost between two threads of the client
    // library.
    ImmediateRedisCredentialsProvider now = this::credentials;
    uri.setCredentialsProvider(now);
  }

  private static @Nullable String user(RedisConfig config) {
    Matcher matcher = USER.matcher(config.uri());
    String user = matcher.find() ? matcher.group(1) : null;
    if (user == null || user.isEmpty()) {
      return null;
    }
    if (user.contains(":")) {
      throw new IllegalArgumentException(
          "there is a password file, and a password in the URI "
              + config.address()
              + " as well; leave one of them out");
    }
    return URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private RedisCredentials credentials() {
    String password;
    try {
      password = Files.readString(file).stripTrailing();
    } catch (IOException e) {
      throw bad(Files.exists(file) ? "cannot be read" : "does not exist");
    }
    if (password.isEmpty()) {
      throw bad("is empty");
    }
    return RedisCredentials.just(user, password);
  }

  /** Without the cause, which may quote what is in the file. */
  private RedisCallException bad(String what) {
    return new RedisCallException(
        RedisCallException.PASSWORD_FILE,
        "cannot use Redis at " + config.address() + ": the password file " + file + " " + what,
        null);
  }
}
