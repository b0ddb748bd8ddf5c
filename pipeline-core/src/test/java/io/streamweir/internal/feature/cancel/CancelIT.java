package io.streamweir.internal.feature.cancel;

import static io.streamweir.listener.WorkerListener.Ending.CANCELLED;
import static io.streamweir.testkit.Patience.PATIENCE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.retry.RetryConfig;
import io.streamweir.client.Cancellation;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.client.SubmitOptions;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.LivedTime;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.CrashingWorkerMain;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class CancelIT {
  private static final UnaryOperator<StageConfig> DEFAULTS = config -> config;

  private final Queue<String> handled = new ConcurrentLinkedQueue<>();
  private final Queue<String> interrupted = new ConcurrentLinkedQueue<>();
  private final CountDownLatch never = new CountDownLatch(1);
  private final Ledger ledger = new Ledger();

  private Pipeline<Text> pipeline(Stage<Text, Text> handler, UnaryOperator<StageConfig> config) {
    return Pipeline.named("cancels")
        .accepts(Text.class)
        .stage(
            "work",
            Text.class,
            (text, context) -> {
              handled.add(text.getValue());
              return handler.handle(text, context);
            },
            config)
        .stage("last", Text.class, (text, context) -> Outcome.finish(text))
        .build();
  }

  private Pipeline<Text> forwarding() {
    return pipeline((text, context) -> Outcome.forward(text), DEFAULTS);
  }

  private Pipeline<Text> blocking(UnaryOperator<StageConfig> config) {
    return pipeline(
        (text, context) -> {
          if (text.getValue().startsWith("block")) {
            block(text.getValue());
          }
          return Outcome.forward(text);
        },
        config);
  }

  private void block(String text) throws InterruptedException {
    try {
      never.await();
    } catch (InterruptedException e) {
      interrupted.add(text);
      throw e;
    }
  }

  private static void expectCancelled(Rig rig, Receipt receipt) throws Exception {
    Cancellation answer = rig.jobs().cancel(receipt);
    assertThat(answer.now()).isTrue();
    assertThat(answer.result()).isEqualTo(new Result.Cancelled(receipt.jobId()));
    assertThat(rig.result(receipt)).as("at once").isEqualTo(answer.result());
  }

  /** All was settled by the worker, with no trace left. */
  private void expectSettledAsCancelled(Rig rig, int entries) {
    until(() -> ledger.settled.get() >= entries && ledger.ended(CANCELLED) == entries);
    for (String stage : Set.of("work", "last")) {
      until(() -> rig.pending(stage) == 0);
      assertThat(rig.dead(stage)).isEmpty();
      assertThat(rig.redis.zcard(rig.keys.later(stage))).isZero();
    }
    assertThat(ledger.ended(WorkerListener.Ending.ABANDONED)).isZero();
    assertThat(ledger.leasesLost).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void neverHandlesAJobThatWasCancelledBefore(int concurrency, RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, forwarding())) {
      Receipt gone = rig.submit("gone");
      Receipt stays = rig.submit("stays");
      expectCancelled(rig, gone);

      rig.worker(ledger, config -> config.withConcurrency(concurrency));

      assertThat(rig.value(stays)).isEqualTo("stays");
      expectSettledAsCancelled(rig, 1);
      assertThat(handled).containsExactly("stays");
      assertThat(rig.result(gone)).isEqualTo(new Result.Cancelled(gone.jobId()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void interruptsARunningHandlerWithinASecondAndGoesOn(int concurrency, RedisSpace space)
      throws Exception {
    try (Rig rig = Rig.on(space, blocking(DEFAULTS))) {
      rig.worker(ledger, config -> config.withConcurrency(concurrency));
      Receipt blocked = rig.submit("block");
      until(() -> handled.contains("block"));
      Receipt behind = rig.submit("behind");

      try (LivedTime sinceCancelled = LivedTime.start()) {
        expectCancelled(rig, blocked);
        until(() -> !interrupted.isEmpty());
        assertThat(sinceCancelled.elapsed()).isLessThan(Duration.ofSeconds(1));
      }

      expectSettledAsCancelled(rig, 1);
      assertThat(rig.value(behind)).isEqualTo("behind");
      assertThat(handled).containsExactly("block", "behind");
    }
  }

  @Test
  void interruptsOnlyTheHandlerOfThatJob(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, blocking(DEFAULTS))) {
      rig.worker(ledger, config -> config.withConcurrency(4));
      Receipt one = rig.submit("block one");
      Receipt other = rig.submit("block other");
      until(() -> handled.size() == 2);

      expectCancelled(rig, one);
      until(() -> rig.pending("work") == 1);
      assertThat(interrupted).containsExactly("block one");
      assertThat(ledger.ended(CANCELLED)).isEqualTo(1);

      expectCancelled(rig, other);
      expectSettledAsCancelled(rig, 2);
    }
  }

  @Test
  void endsAHandlingBetweenItsInProcessRetries(RedisSpace space) throws Exception {
    RetryConfig slowly =
        RetryConfig.custom().maxAttempts(9).waitDuration(Duration.ofMinutes(1)).build();
    Stage<Text, Text> failing =
        (text, context) -> {
          throw new IOException("no");
        };
    try (Rig rig = Rig.on(space, pipeline(failing, config -> config.withInProcessRetry(slowly)))) {
      rig.worker(ledger);
      Receipt receipt = rig.submit("x");
      until(() -> handled.size() == 1);

      expectCancelled(rig, receipt);

      expectSettledAsCancelled(rig, 1);
      assertThat(handled).hasSize(1);
    }
  }

  @Test
  void triesAHandlerThatWasInterruptedNoMore(RedisSpace space) throws Exception {
    RetryConfig often =
        RetryConfig.custom().maxAttempts(9).waitDuration(Duration.ofMillis(1)).build();
    Pipeline<Text> stubborn =
        blocking(
            config -> config.withInProcessRetry(often).withHandlerTimeout(Duration.ofMinutes(1)));
    try (Rig rig = Rig.on(space, stubborn)) {
      rig.worker(ledger);
      Receipt receipt = rig.submit("block");
      until(() -> handled.size() == 1);

      expectCancelled(rig, receipt);

      expectSettledAsCancelled(rig, 1);
      assertThat(handled).hasSize(1);
    }
  }

  /** A handler that does not heed its interrupt is not believed either. */
  @Test
  void doesNothingOfWhatAHandlerSaysAfterwards(RedisSpace space) throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    Stage<Text, Text> deaf =
        (text, context) -> {
          while (told.getCount() > 0) {
            try {
              told.await();
            } catch (InterruptedException e) {
              interrupted.add(text.getValue());
            }
          }
          return Outcome.forward(text);
        };
    try (Rig rig = Rig.on(space, pipeline(deaf, DEFAULTS))) {
      rig.worker(ledger);
      Receipt receipt = rig.submit("x");
      until(() -> handled.size() == 1);
      expectCancelled(rig, receipt);
      until(() -> !interrupted.isEmpty());
      told.countDown();

      expectSettledAsCancelled(rig, 1);
      assertThat(rig.link.await(new InboxQueries(rig.link).added(rig.keys.inbox("last")))).isZero();
    }
  }

  @Test
  void endsADelayedJobAtOnceAndItsEntryWhenItIsDue(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, forwarding())) {
      SubmitOptions soon = SubmitOptions.defaults().withDelay(Duration.ofMillis(700));
      Receipt receipt = rig.jobs().submit(new Text("x"), soon);
      rig.worker(ledger);

      expectCancelled(rig, receipt);

      assertThat(rig.redis.zcard(rig.keys.later("work"))).isEqualTo(1);
      expectSettledAsCancelled(rig, 1);
      assertThat(ledger.promoted).hasValue(1);
      assertThat(handled).isEmpty();
    }
  }

  @Test
  void endsAJobThatWaitsForItsNextAttempt(RedisSpace space) throws Exception {
    Stage<Text, Text> failing =
        (text, context) -> {
          throw new IOException("no");
        };
    Backoff later = Backoff.fixed(Duration.ofMillis(500));
    UnaryOperator<StageConfig> config = c -> c.withFailure(FailurePolicy.attempts(9, later));
    try (Rig rig = Rig.on(space, pipeline(failing, config))) {
      rig.worker(ledger);
      Receipt receipt = rig.submit("x");
      until(() -> rig.redis.zcard(rig.keys.later("work")) == 1);

      expectCancelled(rig, receipt);

      until(() -> ledger.ended(CANCELLED) == 1);
      until(() -> rig.pending("work") == 0);
      assertThat(handled).hasSize(1);
      assertThat(rig.redis.zcard(rig.keys.later("work"))).isZero();
      assertThat(rig.result(receipt)).isInstanceOf(Result.Cancelled.class);
    }
  }

  @Test
  void stopsAJobBetweenTwoStages(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, forwarding())) {
      rig.worker(new Ledger(), config -> config.withStages(Set.of("work")));
      Receipt receipt = rig.submit("x");
      until(() -> rig.length("last") == 1);

      expectCancelled(rig, receipt);
      rig.worker(ledger, config -> config.withStages(Set.of("last")));

      expectSettledAsCancelled(rig, 1);
      assertThat(rig.result(receipt)).isInstanceOf(Result.Cancelled.class);
    }
  }

  @Test
  void answersHowAJobHadEnded(RedisSpace space) throws Exception {
    Stage<Text, Text> picky =
        (text, context) ->
            text.getValue().equals("bad") ? Outcome.reject("bad") : Outcome.forward(text);
    try (Rig rig = Rig.on(space, pipeline(picky, DEFAULTS))) {
      rig.worker(ledger);
      Receipt good = rig.submit("good");
      Receipt bad = rig.submit("bad");
      assertThat(rig.value(good)).isEqualTo("good");
      Result failure = rig.failure(bad);

      Cancellation finished = rig.jobs().cancel(good);
      assertThat(finished.now()).isFalse();
      assertThat(finished.cancelled()).isFalse();
      assertThat(finished.result().value(Text.class).getValue()).isEqualTo("good");
      assertThat(rig.jobs().cancel(bad)).isEqualTo(new Cancellation(false, failure));
      assertThat(rig.value(good)).isEqualTo("good");
    }
  }

  @Test
  void outlivesTheWorkerThatHandledTheJob(RedisSpace space) throws Exception {
    Pipeline<Text> harmless =
        CrashingWorkerMain.pipeline(
            (text, context) -> {
              handled.add(text.getValue());
              return Outcome.forward(text);
            });
    try (Rig rig = Rig.on(space, harmless);
        ChildJvm jvm =
            ChildJvm.start(
                CrashingWorkerMain.class, space.uri(), space.namespace(), "victim", "1")) {
      jvm.awaitOutput("ready.", PATIENCE);
      Receipt receipt = rig.submit("hang");
      jvm.awaitOutput("hanging.", PATIENCE);
      jvm.kill();

      expectCancelled(rig, receipt);
      rig.worker(ledger);

      until(() -> ledger.ended(CANCELLED) == 1);
      until(() -> rig.pending("work") == 0);
      assertThat(ledger.reclaimed).hasValue(1);
      assertThat(handled).isEmpty();
      assertThat(rig.counters("work")).isEmpty();
    }
  }

  @Test
  void doesNotHoldUpADrain(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, blocking(DEFAULTS))) {
      Worker worker = rig.worker(ledger);
      Receipt receipt = rig.submit("block");
      until(() -> handled.size() == 1);
      expectCancelled(rig, receipt);
      worker.close();

      assertThat(rig.pending("work")).isZero();
      assertThat(rig.result(receipt)).isInstanceOf(Result.Cancelled.class);
    }
  }
}
