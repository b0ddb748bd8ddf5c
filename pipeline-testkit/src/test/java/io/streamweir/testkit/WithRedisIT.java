package io.streamweir.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.sync.RedisCommands;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@WithRedis
class WithRedisIT {
  private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

  private final RedisSpace fromConstructor;

  WithRedisIT(RedisSpace space) {
    fromConstructor = space;
  }

  @BeforeAll
  static void givesTheClassASpaceOfItsOwn(RedisSpace space) {
    SEEN.add(space.namespace());
  }

  @BeforeEach
  void givesLifecycleMethodsTheSpaceOfTheirTest(RedisSpace space, RedisCommands<String, String> c) {
    assertThat(space).isEqualTo(fromConstructor);
    c.set(space.key("left-behind"), "x");
  }

  @RepeatedTest(3)
  void givesEachTestANamespaceOfItsOwn(RedisSpace space) {
    assertThat(space).isEqualTo(fromConstructor);
    assertThat(space.namespace()).matches("t[0-9a-z]{8}");
    assertThat(SEEN.add(space.namespace())).isTrue();
  }

  @Test
  void sharesOneServer(RedisServer server, RedisSpace space, RedisCommands<String, String> c) {
    assertThat(space.server()).isSameAs(server);
    assertThat(space.uri()).isEqualTo(server.uri());
    assertThat(c.get(space.key("left-behind"))).isEqualTo("x");
  }

  @AfterAll
  static void emptiesTheSpacesOfFinishedTests(RedisCommands<String, String> commands) {
    assertThat(SEEN).hasSize(4);
    assertThat(SEEN).allMatch(name -> commands.keys(name + ":*").isEmpty());
  }
}
