package io.streamweir.cli.worker;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.session.GivenText;
import io.streamweir.http.core.Role;
import io.streamweir.http.token.Token;
import io.streamweir.redis.RedisConfig;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** As which Redis users the callers' roles reach Redis. */
final class RedisUsers {
  private static final String OPTION = "--redis-user";

  @Option(
      names = OPTION,
      paramLabel = "ROLE=USER:FILE",
      description =
          "Ask Redis for callers of this role (submit, read or operate) as this user, whose"
              + " password is in the file; may be repeated. Then Redis, too, refuses what a role"
              + " may not do. Default: the user of --redis for all roles")
  private Map<String, String> users = new LinkedHashMap<>();

  /** Whether any user is said. */
  boolean given() {
    return !users.isEmpty();
  }

  /**
   * The configuration of each role.
   *
   * @param redis that of the roles of which nothing is said
   * @throws UsageException where there is no such role, or a user has no file
   */
  Map<Role, RedisConfig> of(RedisConfig redis) {
    Map<Role, RedisConfig> configs = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      configs.put(role, redis);
    }
    users.forEach((role, user) -> configs.put(role(role), as(redis, user)));
    return configs;
  }

  private static Role role(String name) {
    try {
      return Token.role(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(OPTION + ": " + e.getMessage());
    }
  }

  private static RedisConfig as(RedisConfig redis, String user) {
    int colon = user.indexOf(':');
    if (colon < 1 || colon == user.length() - 1) {
      throw new UsageException(
          OPTION + " must say a user and the file of its password, as read=observer:FILE: " + user);
    }
    return redis.withUser(user.substring(0, colon), GivenText.path(user.substring(colon + 1)));
  }
}
