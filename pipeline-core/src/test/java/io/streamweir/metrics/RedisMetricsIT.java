package io.streamweir.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamweir.client.JobClient;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisCluster;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.SentinelGroup;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is exported of servers that die, hang and are replaced. */
@WithRedis
class RedisMetricsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String UP = "streamweir_redis_node_up";
  private static final String MEMORY = "streamweir_redis_memory_used_bytes";
  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("seen")
          .accepts(Text.class)
          .stage("one", Text.class, (text, context) -> Outcome.finish(text))
          .build();

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private static RedisLink open(String uri) {
    return RedisLink.open(RedisConfig.of(uri).withCommandTimeout(Duration.ofSeconds(1)));
  }

  @Test
  void aDeadNodeOfAClusterIsShownAsDownAndHidesNoOther() {
    try (RedisCluster cluster = RedisCluster.start(3, 0)) {
      RedisServer dead = cluster.masters().get(0);
      dead.kill();
      try (RedisLink link = open(cluster.uri())) { // as a monitor that starts beside it
        RedisMetrics metrics = new RedisMetrics(registry, link);
        await().atMost(PATIENCE).until(() -> refreshed(metrics).sum(UP) == 2);
        assertThat(refreshed(metrics).sum(UP, "redis_node", address(dead))).isZero();
        assertThat(nodes(UP)).contains(address(dead)).hasSize(3);
        assertThat(nodes(MEMORY)).doesNotContain(address(dead)).hasSize(2);

        dead.restart();
        await().atMost(PATIENCE).until(() -> refreshed(metrics).sum(UP) == 3);
        assertThat(nodes(MEMORY)).contains(address(dead)).hasSize(3);
      }
    }
  }

  @Test
  void anOldMasterThatIsAwayHidesNoOtherNode() {
    try (RedisCluster cluster = RedisCluster.start(3, 1)) {
      RedisServer former = cluster.masters().get(0);
      try (RedisLink link = open(cluster.uri())) {
        RedisMetrics metrics = new RedisMetrics(registry, link);
        assertThat(refreshed(metrics).sum(UP)).isEqualTo(3);
        former.kill();
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  boolean up = refreshed(metrics).sum(UP) == 3;
                  assertThat(nodes(MEMORY)).hasSizeGreaterThanOrEqualTo(2);
                  return up && !nodes(UP).contains(address(former));
                });
        assertThat(nodes(MEMORY)).hasSize(3);
      }
    }
  }

  @Test
  void theNodeBehindSentinelsIsTheMasterOfTheMomentAndTheLogSaysSo() {
    await()
        .atMost(PATIENCE)
        .until(() -> LoggerFactory.getILoggerFactory() instanceof LoggerContext);
    Logger logger = (Logger) LoggerFactory.getLogger(RedisMetrics.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.list = new CopyOnWriteArrayList<>(); // other tests log, too
    log.start();
    logger.addAppender(log);
    logger.setLevel(Level.INFO);
    try (SentinelGroup group = SentinelGroup.start();
        RedisLink link = open(group.uri())) {
      RedisServer former = group.master();
      RedisMetrics metrics = new RedisMetrics(registry, link);
      refreshed(metrics);
      assertThat(nodes(UP)).containsExactly(address(former));
      former.kill();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                boolean up = refreshed(metrics).sum(UP) == 1;
                assertThat(group.sentinels().stream().map(RedisMetricsIT::address))
                    .doesNotContainAnyElementsOf(nodes(UP));
                return up && !nodes(UP).contains(address(former));
              });
      RedisServer master = group.awaitPromotion(former, PATIENCE);
      assertThat(nodes(MEMORY)).containsExactly(address(master));
      assertThat(log.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .anyMatch(said -> said.endsWith(address(master) + "; before: " + address(former)))
          .noneMatch(said -> said.contains(address(former)) && said.endsWith("works again"));
    } finally {
      logger.detachAppender(log);
      logger.setLevel(null);
    }
  }

  @Test
  void aServerThatHangsIsNotConnectedAlthoughTheConnectionIsOpen() {
    try (RedisServer server = RedisServer.start();
        RedisLink link = open(server.uri())) {
      RedisMetrics metrics = new RedisMetrics(registry, link);
      BacklogMetrics backlog = new BacklogMetrics(registry, link, PIPELINE);
      assertThat(refreshed(metrics, backlog).sum("streamweir_redis_connected")).isEqualTo(1);
      server.pause();
      await()
          .atMost(PATIENCE)
          .until(() -> refreshed(metrics, backlog).sum("streamweir_redis_connected") == 0);
      await().atMost(PATIENCE).until(() -> refreshed(metrics, backlog).sum(UP) == 0);
      assertThat(backlog.up()).isFalse();
      server.resume();
      await()
          .atMost(PATIENCE)
          .until(() -> refreshed(metrics, backlog).sum("streamweir_redis_connected") == 1);
      await().atMost(PATIENCE).until(() -> refreshed(metrics, backlog).sum(UP) == 1);
    }
  }

  @Test
  void anIdleLinkCountsAsConnectedAfterItsServerWasAway() {
    try (RedisServer server = RedisServer.start();
        RedisLink link = open(server.uri());
        JobClient<Text> jobs = JobClient.connect(link, PIPELINE)) {
      jobs.submit(new Text("a"));
      await().atMost(PATIENCE).until(link::connected);
      server.stop();
      await().atMost(PATIENCE).until(() -> !link.connected());
      server.restart();
      await().atMost(PATIENCE).until(link::connected);
    }
  }

  @Test
  void aLookThatIsAMinuteOldDoesNotCount(RedisSpace space) {
    RedisConfig redis = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    AtomicLong clock = new AtomicLong();
    try (RedisLink link = RedisLink.open(redis)) {
      BacklogMetrics backlog = new BacklogMetrics(registry, link, PIPELINE, false, clock::get);
      assertThat(backlog.up()).isFalse();
      backlog.refresh();
      clock.addAndGet(TimeUnit.SECONDS.toNanos(59));
      assertThat(exposed().sum("streamweir_backlog_up")).isEqualTo(1);
      clock.addAndGet(TimeUnit.SECONDS.toNanos(2));
      assertThat(exposed().sum("streamweir_backlog_up")).isZero();
      assertThat(backlog.up()).isFalse();
    }
  }

  private Exposition refreshed(RedisMetrics metrics) {
    metrics.refresh();
    return exposed();
  }

  private Exposition refreshed(RedisMetrics metrics, BacklogMetrics backlog) {
    backlog.refresh();
    return refreshed(metrics);
  }

  private Exposition exposed() {
    return Exposition.of(registry.scrape());
  }

  private Set<String> nodes(String name) {
    return exposed().series().stream()
        .filter(series -> series.name().equals(name))
        .map(series -> String.valueOf(series.labels().get("redis_node")))
        .collect(Collectors.toSet());
  }

  private static String address(RedisServer server) {
    return server.host() + ":" + server.port();
  }
}
