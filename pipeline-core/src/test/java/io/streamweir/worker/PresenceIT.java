package io.streamweir.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static io.streamweir.worker.Rig.eventually;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamweir.client.JobClient;
import io.streamweir.inspect.Doctor;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.LaneStatus;
import io.streamweir.inspect.StageStatus;
import io.streamweir.internal.entry.Keys;
import io.streamweir.metrics.BacklogMetrics;
import io.streamweir.metrics.MetricNames;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisCluster;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What workers say of themselves, and what those who look make of it. */
@Order(1) // takes longest
class PresenceIT {
  private static final Pattern SAYINGS = Pattern.compile("zremrangebyscore:calls=(\\d+)");

  private static RedisServer server;
  private static RedisCluster cluster;

  /** Where the keys are. */
  private enum Place {
    ALONE,
    CLUSTER;

    String uri() {
      return this == ALONE ? server.uri() : cluster.uri();
    }
  }

  @BeforeAll
  static void start() {
    server = RedisServer.start();
    cluster = RedisCluster.start(3, 0);
  }

  @AfterAll
  static void stop() {
    cluster.close();
    server.close();
  }

  private static RedisLink link(Place place, String namespace) {
    return RedisLink.open(RedisConfig.of(place.uri()).withNamespace(namespace));
  }

  /** An idle worker sends nothing else with that command. */
  private static long sayings(RedisCommands<String, String> redis) {
    Matcher calls = SAYINGS.matcher(redis.info("commandstats"));
    return calls.find() ? Long.parseLong(calls.group(1)) : 0;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 24})
  void saysNoMoreWhereThereAreMoreLanes(int partitions) {
    Pipeline<Text> pipeline =
        Pipeline.named("idle")
            .accepts(Text.class)
            .partitions(partitions)
            .priorities()
            .stage("one", Text.class, (text, context) -> Outcome.forward(text))
            .stage("two", Text.class, (text, context) -> Outcome.drop())
            .build();
    try (RedisServer own = RedisServer.start();
        RedisLink link = RedisLink.open(own.uri());
        RedisClient client = RedisClient.create(own.uri())) {
      RedisCommands<String, String> redis = client.connect().sync();
      String key = Keys.workers(link, "idle");
      try (Worker worker = Worker.start(link, pipeline)) {
        assertThat(worker.lanes()).hasSize(partitions * 6);
        String first = redis.zrange(key, 0, -1).get(0);
        for (int i = 0; i < 3; i++) {
          Double heard = redis.zscore(key, first);
          until(() -> !heard.equals(redis.zscore(key, first)));
        }
        assertThat(sayings(redis)).isBetween(4L, 8L);
        assertThat(redis.zrange(key, 0, -1)).containsExactly(first);
      }
      assertThat(redis.exists(key)).isZero();
    }
  }

  private static StageStatus first(RedisLink link, Pipeline<Text> pipeline) {
    return new Inspector(link, pipeline).status().get(0);
  }

  private static double consumers(RedisLink link, Pipeline<Text> pipeline) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new BacklogMetrics(registry, link, pipeline).refresh();
    return registry.get(MetricNames.CONSUMERS).tag(MetricNames.STAGE, "work").gauge().value();
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void showsAWorkerThatHangsAndForgetsItAfterItsProcessWasKilled(Place place) {
    Pipeline<Text> pipeline = CrashingWorkerMain.pipeline((text, context) -> Outcome.drop());
    try (RedisLink link = link(place, "killed");
        ChildJvm child =
            ChildJvm.start(CrashingWorkerMain.class, place.uri(), "killed", "victim", "1")) {
      child.awaitOutput("ready.", PATIENCE);
      try (JobClient<Text> jobs = JobClient.connect(link, pipeline)) {
        jobs.submit(new Text("hang"));
      }
      until(() -> first(link, pipeline).oldestDeliveredSeconds() > 0.5);
      assertThat(first(link, pipeline).consumers()).isOne();
      assertThat(consumers(link, pipeline)).isOne();
      assertThat(new Inspector(link, pipeline).lanes())
          .extracting(LaneStatus::worker)
          .containsOnly("victim");

      child.kill();

      assertThat(first(link, pipeline).consumers()).isOne();
      eventually()
          .pollInterval(Duration.ofMillis(250)) // it takes half a minute
          .until(() -> first(link, pipeline).consumers() == 0);
      assertThat(consumers(link, pipeline)).isZero();
      assertThat(new Doctor(link, pipeline, Duration.ofSeconds(1)).examine())
          .anySatisfy(
              finding -> {
                assertThat(finding.healthy()).isFalse();
                assertThat(finding.what()).contains("victim");
              });
    }
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void tellsHowAttemptsFailUntilTheWorkerStops(Place place) {
    Pipeline<Text> pipeline =
        Pipeline.named("failing")
            .accepts(Text.class)
            .partitions(4)
            .stage(
                "work",
                Text.class,
                (text, context) -> {
                  throw new IllegalStateException(text.getValue());
                })
            .build();
    try (RedisLink link = link(place, "failing");
        JobClient<Text> jobs = JobClient.connect(link, pipeline)) {
      try (Worker worker = Worker.start(link, pipeline)) {
        assertThat(worker.lanes()).hasSize(4);
        jobs.submitAll(IntStream.range(0, 40).mapToObj(i -> new Text("t" + i)).toList());
        until(() -> first(link, pipeline).attempts().failing());
        assertThat(first(link, pipeline).attempts().cause())
            .isEqualTo(IllegalStateException.class.getName());
        assertThat(problems(link, pipeline)).anyMatch(what -> what.startsWith("stage work fails"));
      }
      assertThat(first(link, pipeline).consumers()).isZero();
      assertThat(first(link, pipeline).attempts().failed()).isZero();
      assertThat(consumers(link, pipeline)).isZero();
      assertThat(problems(link, pipeline)).noneMatch(what -> what.startsWith("stage work fails"));
    }
  }

  private static List<String> problems(RedisLink link, Pipeline<Text> pipeline) {
    return new Doctor(link, pipeline, Duration.ofSeconds(15))
        .examine().stream()
            .filter(finding -> !finding.healthy())
            .map(Doctor.Finding::what)
            .toList();
  }
}
