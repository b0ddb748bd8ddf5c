package io.streamweir.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.LimitedUser;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.wire.Command;
import io.streamweir.testkit.RedisCluster;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.SentinelGroup;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class RedisIdentityIT {
  private static final String RUN_ID = "[0-9a-f]{8}";

  private RedisSpace space;
  private TestInbox inbox;

  @BeforeEach
  void open(RedisSpace space) {
    this.space = space;
    inbox = TestInbox.in(space, "identified");
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  private RedisConfig config() {
    return RedisConfig.of(space.uri()).withNamespace(space.namespace());
  }

  private String key() {
    return space.namespace() + ":identity";
  }

  private static String nameOf(RedisConfig config) {
    try (RedisLink link = RedisLink.open(config)) {
      return link.name();
    }
  }

  @Test
  void isTheConfiguredNameAndAsksNothing() {
    assertThat(nameOf(config().withName("eu-1"))).isEqualTo("eu-1");
    assertThat(inbox.say(Command.of("EXISTS"), key())).isEqualTo("0");
  }

  @Test
  void isKeptInRedisAndTheSameForAllPrograms() {
    String first = nameOf(config());
    assertThat(first).matches(RUN_ID);
    inbox.say(Command.of("HSET"), key(), "id", "kept-here");
    assertThat(nameOf(config())).isEqualTo("kept-here");
  }

  @Test
  void staysAsItWasForALink() {
    try (RedisLink link = RedisLink.open(config())) {
      String first = link.name();
      inbox.say(Command.of("DEL"), key());
      assertThat(link.patient().name()).isEqualTo(first);
    }
  }

  @Test
  void isTheSameForAUserThatMayNotWriteAndForThoseThatComeLater() {
    try (LimitedUser user = new LimitedUser(inbox, space)) {
      user.allow("%R~* +@all");
      String seen = user.link.name();
      assertThat(seen).matches(RUN_ID);
      assertThat(nameOf(config())).isEqualTo(seen);
    }
  }

  @Test
  void isTheAddressForAUserThatMayNotAskAtAll() {
    try (LimitedUser user = new LimitedUser(inbox, space)) {
      user.allow("+ping");
      assertThat(user.link.name()).isEqualTo(space.server().host() + ":" + space.server().port());
    }
  }

  @Test
  void outlivesARestart() {
    try (RedisServer server = RedisServer.start("--appendonly yes")) {
      RedisConfig config = RedisConfig.of(server.uri());
      String before = nameOf(config);
      server.restart();
      assertThat(nameOf(config)).isEqualTo(before);
    }
  }

  @Test
  void isOneForAllOfACluster() {
    try (RedisCluster cluster = RedisCluster.start(3, 0)) {
      String name = nameOf(RedisConfig.of(cluster.uri()));
      assertThat(name).matches(RUN_ID);
      assertThat(nameOf(RedisConfig.of(cluster.uri()))).isEqualTo(name);
    }
  }

  @Test
  void isSentinelsNameOfTheMaster() {
    try (SentinelGroup group = SentinelGroup.start()) {
      assertThat(nameOf(RedisConfig.of(group.uri()))).isEqualTo(SentinelGroup.MASTER_NAME);
    }
  }

  @Test
  void isFoundOutLaterWhereTheConnectionWasCutMeanwhile() {
    try (RedisServer server = RedisServer.start("--appendonly yes");
        RedisLink link =
            RedisLink.open(
                RedisConfig.of(server.uri()).withCommandTimeout(Duration.ofSeconds(10)))) {
      server.stop();
      CompletableFuture<String> asked = CompletableFuture.supplyAsync(link::name);
      server.restart();
      assertThat(asked.join()).matches(RUN_ID);
    }
  }
}
