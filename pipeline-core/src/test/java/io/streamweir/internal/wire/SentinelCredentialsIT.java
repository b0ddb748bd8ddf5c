package io.streamweir.internal.wire;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.results.ResultChannel;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.SentinelGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sentinels that want a password, and servers that want another one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(Patience.TEST_SECONDS)
class SentinelCredentialsIT {
  private static final String OF_SERVERS = "of-the-servers";
  private static final String OF_SENTINELS = "of the@sentinels";
  private static final String ENCODED = "of%20the%40sentinels";

  private final RedisClient client = RedisClient.create();
  private SentinelGroup group;
  @TempDir private Path files;

  /** The servers get their password now, the sentinels theirs between two tests. */
  @BeforeAll
  void open() {
    group = SentinelGroup.start();
    for (RedisServer server : group.servers()) {
      try (StatefulRedisConnection<String, String> connection = connect(server)) {
        connection.sync().configSet("masterauth", OF_SERVERS);
        connection.sync().configSet("requirepass", OF_SERVERS);
      }
    }
    for (RedisServer sentinel : group.sentinels()) {
      order(connect(sentinel), "SET", SentinelGroup.MASTER_NAME, "auth-pass", OF_SERVERS);
    }
  }

  @AfterAll
  void close() {
    group.close();
    client.shutdown(0, 2, TimeUnit.SECONDS);
  }

  private StatefulRedisConnection<String, String> connect(RedisServer node) {
    return client.connect(RedisURI.create(node.uri()));
  }

  private static void order(StatefulRedisConnection<String, String> sentinel, String... words) {
    CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
    List.of(words).forEach(args::add);
    sentinel.sync().dispatch(CommandType.SENTINEL, new StatusOutput<>(StringCodec.UTF8), args);
  }

  /** As {@code requirepass} in the files of all of them does. */
  private void protectSentinels() {
    List<StatefulRedisConnection<String, String>> sentinels =
        group.sentinels().stream().map(this::connect).toList();
    AclSetuserArgs password = AclSetuserArgs.Builder.resetpass().addPassword(OF_SENTINELS);
    sentinels.forEach(sentinel -> sentinel.sync().aclSetuser("default", password));
    sentinels.forEach(sentinel -> order(sentinel, "CONFIG", "SET", "sentinel-pass", OF_SENTINELS));
  }

  private String uri() {
    return group.uri().replace("//", "//:" + OF_SERVERS + "@");
  }

  private RedisConfig asking(String sentinelPassword) {
    return RedisConfig.of(uri().replace("#", "?sentinelPassword=" + sentinelPassword + "#"));
  }

  private RedisConfig withFile() throws IOException {
    Path file = files.resolve("sentinels");
    Files.writeString(file, OF_SENTINELS + "\n");
    return RedisConfig.of(uri()).withSentinelPasswordFile(file);
  }

  private static void works(RedisConfig config) {
    try (RedisLink link = RedisLink.open(config);
        EntryReader reader = new EntryReader(link, Keys.of(link, "p", 0).inbox("s"), "c");
        ResultChannel channel =
            new ResultChannel(link, List.of(Keys.of(link, "p", 0)), message -> {}, () -> {})) {
      link.await(reader.createGroup());
      assertThat(link.await(reader.read(1))).isEmpty();
      assertThat(channel).isNotNull();
    }
  }

  @Test
  @Order(1)
  void thePasswordOfTheServersIsNotShownToSentinelsThatWantNone() {
    works(RedisConfig.of(uri()));
  }

  @Test
  @Order(2)
  void sentinelsHaveAPasswordOfTheirOwnAlsoAfterAFailover() throws Exception {
    protectSentinels(); // which closes connections between them
    await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> works(asking(ENCODED)));
    works(withFile());
    RedisConfig config = withFile().withCommandTimeout(Duration.ofSeconds(1));
    try (RedisLink link = RedisLink.open(config)) {
      group.master().kill();
      InboxQueries queries = new InboxQueries(link);
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(queries.now()).isPositive());
      works(config);
    }
  }

  @Test
  @Order(3)
  void saysWhatIsMissingAndShowsNoPassword() {
    for (RedisConfig config : List.of(RedisConfig.of(uri()), asking("wrong-one"))) {
      assertThatExceptionOfType(RedisCallException.class)
          .isThrownBy(() -> RedisLink.open(config).close())
          .returns(false, RedisCallException::passing)
          .withMessageContaining("sentinelPassword")
          .satisfies(
              thrown -> assertThat(thrown.getMessage()).doesNotContain("wrong-one", OF_SERVERS));
    }
  }
}
