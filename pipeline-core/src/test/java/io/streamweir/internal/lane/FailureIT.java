package io.streamweir.internal.lane;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.retry.RetryConfig;
import io.streamweir.client.Receipt;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.DelayedEntries;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever failed, its reason is where people look. */
@WithRedis
class FailureIT {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Queue<Throwable> told = new ConcurrentLinkedQueue<>();

  private Worker worker(Rig rig) {
    WorkerListener listener =
        new WorkerListener() {
          @Override
          public void handled(LaneId lane, Ending ending, long nanos, @Nullable Throwable thrown) {
            if (thrown != null) {
              told.add(thrown);
            }
          }
        };
    return rig.worker(new Ledger(), config -> config.withListener(listener));
  }

  private static Pipeline<Text> pipeline(
      Stage<Text, Text> handler, UnaryOperator<StageConfig> config) {
    return Pipeline.named("failing")
        .accepts(Text.class)
        .stage("work", Text.class, handler, config)
        .build();
  }

  private static StageConfig attempts(StageConfig config, int most) {
    return config.withFailure(FailurePolicy.attempts(most, Backoff.fixed(HOUR)));
  }

  private static Outcome<Text> deadlock() {
    throw new IllegalStateException("charge failed", new SQLException("deadlock detected"));
  }

  private static DelayedEntries.Delayed delayed(Rig rig) {
    DelayedEntries entries = new DelayedEntries(rig.link, rig.pipeline);
    until(() -> !entries.list("work", 9).isEmpty());
    return entries.list("work", 9).get(0);
  }

  @Test
  void keepsTheCausesAndTheirFramesInTheDeadLetter(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline((t, c) -> deadlock(), c -> attempts(c, 1)))) {
      worker(rig);
      Receipt receipt = rig.submit("x");
      assertThat(rig.failure(receipt).error())
          .contains("charge failed at ", "caused by: java.sql.SQLException: deadlock detected")
          .doesNotContain("\n");
      assertThat(new DeadLetters(rig.link, rig.pipeline, "work").list(1).get(0).error().lines())
          .contains("caused by: java.sql.SQLException: deadlock detected")
          .filteredOn(
              line -> line.startsWith("\tat io.streamweir.internal.lane.FailureIT.deadlock"))
          .hasSize(2);
      until(() -> told.size() == 1);
      assertThat(told.element()).hasRootCauseMessage("deadlock detected");
    }
  }

  @Test
  void keepsTheLastErrorOfADelayedEntry(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline((t, c) -> deadlock(), c -> attempts(c, 9)))) {
      worker(rig);
      Receipt receipt = rig.submit("x");
      assertThat(delayed(rig).lastError()).contains("charge failed", "deadlock detected");
      assertThat(delayed(rig).attempt()).isEqualTo(2);
      DelayedEntries entries = new DelayedEntries(rig.link, rig.pipeline);
      assertThat(entries.ofJob(receipt.jobId())).containsExactly(delayed(rig));
      assertThat(entries.ofJob("*")).isEmpty();
    }
  }

  @Test
  void keepsTheReasonsThatHandlersGive(RedisSpace space) throws Exception {
    Stage<Text, Text> later =
        (text, context) ->
            text.getValue().equals("again")
                ? Outcome.retryLater(HOUR, "card reader offline")
                : Outcome.postpone(HOUR, "the bank is closed");
    try (Rig rig = Rig.on(space, pipeline(later, c -> c))) {
      worker(rig);
      rig.submit("again");
      rig.submit("off");
      DelayedEntries entries = new DelayedEntries(rig.link, rig.pipeline);
      until(() -> entries.list("work", 9).size() == 2);
      assertThat(entries.list("work", 9))
          .extracting(DelayedEntries.Delayed::lastError)
          .containsExactlyInAnyOrder("card reader offline", "the bank is closed");
    }
  }

  @Test
  void keepsTheLastErrorOfAParkedEntry(RedisSpace space) throws Exception {
    UnaryOperator<StageConfig> keyed = config -> attempts(config, 9).withOrder();
    try (Rig rig = Rig.on(space, pipeline((t, c) -> deadlock(), keyed))) {
      worker(rig);
      Receipt receipt = rig.submit("x");
      assertThat(delayed(rig).lastError()).contains("charge failed", "deadlock detected");
      assertThat(delayed(rig).jobId()).isEqualTo(receipt.jobId());
      DelayedEntries entries = new DelayedEntries(rig.link, rig.pipeline);
      assertThat(entries.ofJob(receipt.jobId())).containsExactly(delayed(rig));
    }
  }

  @Test
  void keepsItForEachEntryOfABatch(RedisSpace space) throws Exception {
    Pipeline<Text> batches =
        Pipeline.named("failing")
            .accepts(Text.class)
            .batchStage(
                "work",
                Text.class,
                entries -> List.of(deadlock()),
                c -> attempts(c, 9).withBatch(2, Duration.ofSeconds(30)))
            .build();
    try (Rig rig = Rig.on(space, batches)) {
      worker(rig);
      rig.submit("a");
      rig.submit("b");
      DelayedEntries entries = new DelayedEntries(rig.link, rig.pipeline);
      until(() -> entries.list("work", 9).size() == 2);
      assertThat(entries.list("work", 9))
          .allSatisfy(entry -> assertThat(entry.lastError()).contains("deadlock detected"));
      until(() -> told.size() == 2);
    }
  }

  @Test
  void tellsWhereAHandlerWasThatRanForTooLong(RedisSpace space) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Stage<Text, Text> hanging =
        (text, context) -> {
          never.await();
          return Outcome.finish(text);
        };
    UnaryOperator<StageConfig> timed =
        config -> attempts(config, 1).withHandlerTimeout(Duration.ofMillis(50));
    try (Rig rig = Rig.on(space, pipeline(hanging, timed))) {
      worker(rig);
      assertThat(rig.failure(rig.submit("x")).error())
          .contains("TimeoutException", "caused by: java.lang.InterruptedException");
      assertThat(new DeadLetters(rig.link, rig.pipeline, "work").list(1).get(0).error())
          .contains("CountDownLatch.await");
    }
  }

  @Test
  void tellsTheListenerWhatTheLastInProcessRetryThrew(RedisSpace space) throws Exception {
    RetryConfig thrice = RetryConfig.custom().maxAttempts(3).waitDuration(Duration.ZERO).build();
    UnaryOperator<StageConfig> retrying = config -> attempts(config, 1).withInProcessRetry(thrice);
    try (Rig rig = Rig.on(space, pipeline((t, c) -> deadlock(), retrying))) {
      worker(rig);
      rig.failure(rig.submit("x"));
      until(() -> told.size() == 1);
      assertThat(told.element()).hasMessage("charge failed");
    }
  }

  @Test
  void tellsTheListenerWhatKeptAnEntryFromItsHandler(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline((t, c) -> Outcome.finish(t), c -> c))) {
      worker(rig);
      rig.redis.xadd(rig.keys.inbox("work"), Map.of("j", "odd", "t", "1", "p", "no payload"));
      until(() -> told.size() == 1);
      DeadLetters dead = new DeadLetters(rig.link, rig.pipeline, "work");
      until(() -> dead.size() == 1);
      assertThat(dead.list(1).get(0).reason()).isEqualTo("undecodable");
    }
  }
}
