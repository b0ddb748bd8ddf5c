package io.streamweir.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whoever looks at many inboxes waits for the network a few times and not for each of them. The way
 * to the server takes 5 ms here, so that thousands of round trips would take most of a minute.
 */
class ManyInboxesIT {
  private static final Duration WAY = Duration.ofMillis(5); // there, and as long back
  private static final int STAGES = 5;
  private static final int PARTITIONS = 64;
  private static final int INBOXES = STAGES * PARTITIONS * 3;

  private static RedisServer server;
  private static TcpProxy proxy;
  private static RedisLink link;
  private static Pipeline<Text> pipeline;

  @BeforeAll
  static void fill() {
    server = RedisServer.start();
    proxy = TcpProxy.to(server);
    link = RedisLink.open(RedisConfig.of(proxy.uri()).withNamespace("sw"));
    pipeline = pipeline();
    List<String> inboxes = new ArrayList<>();
    for (Keys keys : Keys.levels(link, pipeline)) {
      pipeline.stages().forEach(stage -> inboxes.add(keys.inbox(stage.name())));
    }
    RedisClient client = RedisClient.create(server.uri());
    RedisCommands<String, String> redis = client.connect().sync();
    redis.eval(
        "for _, inbox in ipairs(KEYS) do redis.call('XGROUP', 'CREATE', inbox, 'workers', '0',"
            + " 'MKSTREAM') redis.call('XADD', inbox, '*', 'j', 'job', 't', '1', 'p', '')"
            + " redis.call('XREADGROUP', 'GROUP', 'workers', 'w', 'COUNT', 1, 'STREAMS', inbox,"
            + " '>') redis.call('XADD', inbox, '*', 'j', 'job', 't', '1', 'p', '') end",
        ScriptOutputType.STATUS,
        inboxes.toArray(String[]::new));
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    proxy.delay(WAY);
  }

  @AfterAll
  static void close() {
    link.close();
    proxy.close();
    server.close();
  }

  private static Pipeline<Text> pipeline() {
    return Pipeline.named("wide")
        .accepts(Text.class)
        .partitions(PARTITIONS)
        .priorities()
        .stage("one", Text.class, (text, context) -> Outcome.forward(text))
        .stage("two", Text.class, (text, context) -> Outcome.forward(text))
        .stage("three", Text.class, (text, context) -> Outcome.forward(text))
        .stage("four", Text.class, (text, context) -> Outcome.forward(text))
        .stage("five", Text.class, (text, context) -> Outcome.drop())
        .build();
  }

  /** As long as so many round trips would take, one after the other. */
  private static void takesLessThan(int roundTrips, Runnable look) {
    long began = System.nanoTime();
    look.run();
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isLessThan(WAY.multipliedBy(2L * roundTrips));
  }

  @Test
  void tellsTheStatusOfAllOfThem() {
    takesLessThan(
        INBOXES,
        () ->
            assertThat(new Inspector(link, pipeline).status())
                .hasSize(STAGES)
                .allSatisfy(
                    stage -> {
                      assertThat(stage.lag()).isEqualTo(PARTITIONS * 3);
                      assertThat(stage.pending()).isEqualTo(PARTITIONS * 3);
                      assertThat(stage.consumers()).isOne();
                    }));
  }

  @Test
  void listsTheWorkersOfAllOfThem() {
    takesLessThan(
        INBOXES, () -> assertThat(new Inspector(link, pipeline).lanes()).hasSize(INBOXES));
  }

  @Test
  void examinesAllOfThem() {
    takesLessThan(
        INBOXES,
        () ->
            assertThat(new Doctor(link, pipeline, Duration.ofHours(1)).examine())
                .filteredOn(finding -> finding.what().startsWith("inbox "))
                .hasSize(INBOXES));
  }
}
