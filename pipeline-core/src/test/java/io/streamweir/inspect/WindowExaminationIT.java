package io.streamweir.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Windows in states into which plain commands have brought them. */
@WithRedis
class WindowExaminationIT {
  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("windowed")
          .accepts(Text.class)
          .partitions(2)
          .stage("read", Text.class, (text, context) -> Outcome.forward(text))
          .stage("keep", Text.class, (text, context) -> Outcome.drop())
          .branch("sum", WindowSummary.class, Text.class, (summary, context) -> Outcome.drop())
          .window(Window.tumbling("traffic", Duration.ofMinutes(1), "sum"))
          .build();

  private RedisLink link;
  private RedisCommands<String, String> redis;
  private long now;

  @BeforeEach
  void open(RedisSpace space, RedisCommands<String, String> redis) {
    this.redis = redis;
    link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
    now = new InboxQueries(link).now();
  }

  @AfterEach
  void close() {
    link.close();
  }

  private Keys keys(int partition) {
    return Keys.of(link, "windowed", partition);
  }

  /** Two spans are open, and the newest event is 90 s behind the beginning of the first one. */
  private void fill(int partition, Map<String, Long> more) {
    redis.zadd(keys(partition).windowOpen("traffic"), 60_000.0, "0:k", 120_000.0, "60000:k");
    String progress = keys(partition).windowProgress("traffic");
    redis.hset(progress, "newest", "90000");
    more.forEach((field, value) -> redis.hset(progress, field, Long.toString(value)));
  }

  private List<Doctor.Finding> troubles() {
    return new Doctor(link, PIPELINE, Duration.ofSeconds(15))
        .examine().stream().filter(finding -> !finding.healthy()).toList();
  }

  private WindowStatus status() {
    return new Inspector(link, PIPELINE).windows().get(0);
  }

  @Test
  void tellsHowFarTheWatermarkIsBehindOverAllPartitions() {
    assertThat(status()).isEqualTo(new WindowStatus("traffic", 0, 0, 0, 0, false, 0));
    fill(0, Map.of("low", 55_000L, "late", 2L, "closed", 1L));
    assertThat(status()).isEqualTo(new WindowStatus("traffic", 2, 1, 2, 0, true, 35));
    fill(1, Map.of());
    assertThat(status()).isEqualTo(new WindowStatus("traffic", 4, 1, 2, 0, true, 90));
    redis.del(keys(0).windowOpen("traffic"), keys(1).windowOpen("traffic"));
    assertThat(status().lagSeconds()).as("nothing waits for it").isZero();
  }

  @Test
  void isContentWhereAWorkerSeesToIt() {
    fill(0, Map.of("low", 1L, "ticked", now, "stage", 1L, "held", 900L));
    fill(1, Map.of("ticked", now - 30_000, "stage", 0L, "held", 90_000L));

    assertThat(troubles()).isEmpty();
  }

  @Test
  void isContentWhereNothingIsOpen() {
    fill(0, Map.of("ticked", 1L, "stage", 1L, "held", 90_000L));
    redis.del(keys(0).windowOpen("traffic"));

    assertThat(troubles()).isEmpty();
  }

  @Test
  void namesAWatermarkThatNobodySeesTo() {
    fill(0, Map.of());
    fill(1, Map.of("ticked", now - 75_000));

    assertThat(troubles())
        .extracting(Doctor.Finding::what, finding -> finding.advice().contains("start a worker"))
        .containsExactly(
            tuple(
                "the watermark of window traffic in partition 0 does not advance: 2 spans are open"
                    + " and no worker closes any",
                true),
            tuple(
                "the watermark of window traffic in partition 1 does not advance: 2 spans are open"
                    + " and no worker closes any",
                true));
  }

  @Test
  void namesAWatermarkThatEntriesUnderWayHold() {
    fill(1, Map.of("low", 1_000L, "ticked", now, "stage", 1L, "held", 75_000L));

    assertThat(troubles())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.what())
                  .contains("window traffic in partition 1 does not advance")
                  .contains("held it for 75 s; it is 89 s behind the newest event");
              assertThat(finding.advice()).contains("after 300 s windows close without it");
            });
  }

  @Test
  void namesAKeyOfAnotherType() {
    redis.set(keys(0).windowProgress("traffic"), "text");

    assertThat(troubles())
        .singleElement()
        .extracting(Doctor.Finding::what)
        .asString()
        .contains("holds a string where a hash belongs");
  }
}
