package io.streamweir.inspect;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who lives and since when work is with whom, as workers themselves say it. */
@WithRedis
class LivenessIT {

  private final CountDownLatch release = new CountDownLatch(1);
  private TestStage stage;

  @BeforeEach
  void open(RedisSpace space, RedisCommands<String, String> redis) {
    stage = new TestStage(space, redis);
  }

  @AfterEach
  void close() {
    release.countDown();
    stage.close();
  }

  private Pipeline<Text> hanging() {
    return Pipeline.named("watched")
        .accepts(Text.class)
        .partitions(2)
        .stage(
            "one",
            Text.class,
            (text, context) -> {
              release.await();
              return Outcome.drop();
            })
        .stage("two", Text.class, (text, context) -> Outcome.drop())
        .build();
  }

  private StageStatus one() {
    return new Inspector(stage.link, hanging()).status().get(0);
  }

  @Test
  void countsWorkersThatTheGroupDoesNotKnow() {
    stage.says("web-1", Duration.ZERO, 0);
    stage.says("web-2", Duration.ofSeconds(20), 0);
    stage.says("web-2", Duration.ofSeconds(10), 700);
    stage.says("dead", Duration.ofSeconds(35), 0);
    assertThat(one().consumers()).isEqualTo(2);
    assertThat(new Inspector(stage.link, hanging()).lanes())
        .extracting(LaneStatus::worker)
        .containsExactly("web-1", "web-2");
  }

  @Test
  void countsAWorkerFromItsStartToItsEnd() {
    WorkerConfig named = WorkerConfig.defaults().withConsumer("web-1");
    try (Worker worker = Worker.start(stage.link, hanging(), named)) {
      assertThat(worker.consumer()).isEqualTo("web-1");
      String key = Keys.workers(stage.link, "watched");
      assertThat(stage.redis.zrange(key, 0, -1))
          .singleElement()
          .asString()
          .matches(
              "since=\\d{13};version=\\S+;stages=one,two;partitions=2;priorities=normal web-1");
      assertThat(stage.redis.pttl(key)).isBetween(1L, 60_000L);
      assertThat(one().consumers()).isOne();
    }
    assertThat(stage.redis.exists(Keys.workers(stage.link, "watched"))).isZero();
    assertThat(one().consumers()).isZero();
  }

  @Test
  void aDeadWorkerHoldsItsEntriesLongerThanItSaidLast() {
    stage.createGroup(0);
    stage.append(0);
    String id = stage.deliver(0, "web-1", 1).get(0);
    stage.says("web-1", Duration.ofSeconds(12), 100);
    stage.age(0, "web-1", id, Duration.ofSeconds(12));
    assertThat(new Inspector(stage.link, hanging()).lanes())
        .singleElement()
        .satisfies(lane -> assertThat(lane.oldestDeliveredSeconds()).isGreaterThanOrEqualTo(12));
    assertThat(one().oldestDeliveredSeconds()).isGreaterThanOrEqualTo(12);
  }

  @Test
  void tellsTimeSinceDeliveryAndNotSinceArrival() {
    WorkerConfig quick = WorkerConfig.defaults().withLease(Duration.ofSeconds(1));
    try (Worker worker = Worker.start(stage.link, hanging(), quick)) {
      assertThat(worker.lanes()).hasSize(4);
      append(Duration.ofMinutes(30));
      await().atMost(PATIENCE).until(() -> one().pending() == 1);
      assertThat(one().oldestPendingSeconds()).isGreaterThan(1_700);
      assertThat(one().oldestDeliveredSeconds()).isLessThan(600);
      await().atMost(PATIENCE).until(() -> one().oldestDeliveredSeconds() > 2); // renewed by then
      assertThat(new Inspector(stage.link, hanging()).lanes())
          .filteredOn(lane -> lane.pending() == 1)
          .singleElement()
          .satisfies(lane -> assertThat(lane.oldestDeliveredSeconds()).isGreaterThan(0.5));
      release.countDown();
      await().atMost(PATIENCE).until(() -> one().pending() == 0);
      assertThat(one().oldestDeliveredSeconds()).isZero();
    }
  }

  /** An entry that arrived long ago, with a payload that can be read. */
  private void append(Duration ago) {
    long millis = Long.parseLong(stage.redis.time().get(0)) * 1000 - ago.toMillis();
    byte[] payload =
        new AvroCodec(new SchemaCatalog(new SchemaHash(stage.link))).encode(new Text("x"));
    StringBuilder escaped = new StringBuilder();
    for (byte b : payload) {
      escaped.append(String.format(Locale.ROOT, "\\%03d", b & 0xff));
    }
    stage.redis.eval(
        "return redis.call('XADD', KEYS[1], ARGV[1], 'j', 'job', 't', '1', 'p', '" + escaped + "')",
        ScriptOutputType.VALUE,
        new String[] {stage.inbox(0)},
        millis + "-0");
  }
}
