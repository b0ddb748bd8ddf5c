package io.streamweir.inspect;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.client.JobClient;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Settled entries go through two stages once more, and every counter says so. */
@WithRedis
class SettledReplayIT {
  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("again")
          .accepts(Text.class)
          .partitions(3)
          .stage(
              "one",
              Text.class,
              (text, context) -> Outcome.forward(text),
              stage -> stage.withRetention(Duration.ofHours(1)).withMaxBacklog(50))
          .stage(
              "two",
              Text.class,
              (text, context) ->
                  Outcome.<Text>drop()
                      .counting(Count.one("runs", context.replay().orElse("first"))))
          .build();

  private RedisLink link;
  private RedisCommands<String, String> redis;

  @BeforeEach
  void open(RedisSpace space, RedisCommands<String, String> commands) {
    link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
    redis = commands;
  }

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  void runsEachArrivalOnceMore() throws InterruptedException {
    try (Worker worker = Worker.start(link, PIPELINE);
        JobClient<Text> jobs = JobClient.connect(link, PIPELINE)) {
      for (int chunk = 0; chunk < 10; chunk++) {
        int first = 50 * chunk;
        jobs.submitAll(
            IntStream.range(first, first + 50).mapToObj(i -> new Text("text " + i)).toList());
        awaitRuns("first", first + 50);
      }

      SettledReplay replay = replay("night", Instant.now().plusSeconds(60));
      assertThat(replay.run(progress -> {}).replayed()).isEqualTo(500);
      awaitRuns("night", 500);
      assertThat(replay("night", Instant.now().plusSeconds(60)).run(progress -> {}).replayed())
          .isEqualTo(500);
      assertThat(replay("second", Instant.now().plusSeconds(60)).run(progress -> {}).replayed())
          .isEqualTo(500);
      awaitRuns("second", 500);

      assertThat(runs("first")).isEqualTo(500);
      assertThat(runs("night")).isEqualTo(500);
      assertThat(worker.consumer()).isNotEmpty();
    }
  }

  @Test
  void refusesWhatMakesNoSense() {
    Instant now = Instant.now();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SettledReplay(link, PIPELINE, "three", "r", now, now));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SettledReplay(link, PIPELINE, "one", "a b", now, now));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SettledReplay(link, PIPELINE, "one", "r", now, now.minusMillis(1)))
        .withMessageContaining("cannot begin later");
  }

  private SettledReplay replay(String name, Instant until) {
    return new SettledReplay(link, PIPELINE, "one", name, Instant.EPOCH, until);
  }

  private void awaitRuns(String kind, long count) {
    Awaitility.await().atMost(PATIENCE).until(() -> runs(kind) >= count);
  }

  private long runs(String kind) {
    return IntStream.range(0, 3)
        .mapToObj(partition -> redis.hgetall(Keys.of(link, "again", partition).state("runs")))
        .map(Map::entrySet)
        .flatMap(entries -> List.copyOf(entries).stream())
        .filter(entry -> entry.getKey().equals(kind))
        .mapToLong(entry -> Long.parseLong(entry.getValue()))
        .sum();
  }
}
