package io.streamweir.internal.lane;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.retry.RetryConfig;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.RejectedException;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

@WithRedis
class RetryIT {
  private static final Backoff SOON = Backoff.fixed(Duration.ofMillis(10));

  private final Queue<StageContext> contexts = new ConcurrentLinkedQueue<>();
  private final CountDownLatch never = new CountDownLatch(1);

  private Pipeline<Text> pipeline(Stage<Text, Text> handler, UnaryOperator<StageConfig> config) {
    return Pipeline.named("retries")
        .accepts(Text.class)
        .stage(
            "work",
            Text.class,
            (text, context) -> {
              contexts.add(context);
              return handler.handle(text, context);
            },
            config)
        .stage("next", Text.class, (text, context) -> Outcome.finish(text))
        .build();
  }

  private static UnaryOperator<StageConfig> attempts(int most) {
    return config -> config.withFailure(FailurePolicy.attempts(most, SOON));
  }

  private List<Integer> attempts() {
    return contexts.stream().map(StageContext::attempt).toList();
  }

  @Test
  void triesAgainLaterUntilTheHandlerSucceeds(RedisSpace space) throws Exception {
    Stage<Text, Text> thirdTimeLucky =
        (text, context) -> {
          if (context.attempt() < 3) {
            throw new IOException("not yet");
          }
          return Outcome.forward(text);
        };
    try (Rig rig = Rig.on(space, pipeline(thirdTimeLucky, attempts(3)))) {
      rig.worker();
      assertThat(rig.value(rig.submit("x"))).isEqualTo("x");
      assertThat(attempts()).containsExactly(1, 2, 3);
      assertThat(contexts)
          .extracting(StageContext::idempotencyKey)
          .containsOnly(contexts.element().idempotencyKey());
      assertThat(contexts)
          .extracting(StageContext::submittedAt)
          .containsOnly(contexts.element().submittedAt());
      assertThat(rig.dead("work")).isEmpty();
    }
  }

  @Test
  void countsNoAttemptOfWhatIsPutOff(RedisSpace space) throws Exception {
    Stage<Text, Text> patient =
        (text, context) ->
            contexts.size() < 5
                ? Outcome.postpone(Duration.ofMillis(10), "not yet")
                : Outcome.forward(text);
    try (Rig rig = Rig.on(space, pipeline(patient, attempts(2)))) {
      rig.worker();
      assertThat(rig.value(rig.submit("x"))).isEqualTo("x");
      assertThat(attempts()).containsExactly(1, 1, 1, 1, 1);
      assertThat(rig.dead("work")).isEmpty();
    }
  }

  @Test
  void deadLettersAfterTheLastAttemptAndPublishesTheFailure(RedisSpace space) throws Exception {
    Stage<Text, Text> failing =
        (text, context) -> {
          throw new IOException("disk on fire");
        };
    Queue<Result> published = new ConcurrentLinkedQueue<>();
    try (Rig rig = Rig.on(space, pipeline(failing, attempts(3)))) {
      var subscription = rig.jobs().subscribe(published::add);
      subscription.ready().join();
      rig.worker();
      Receipt receipt = rig.submit("x");
      Result.Failed failure = rig.failure(receipt);
      assertThat(failure.reason()).isEqualTo("attempts");
      assertThat(failure.attempts()).isEqualTo(3);
      assertThat(failure.error()).contains("java.io.IOException: disk on fire", "RetryIT");
      assertThat(failure.stage()).isEqualTo("work");
      assertThat(attempts()).containsExactly(1, 2, 3);
      assertThat(rig.dead("work")).hasSize(1);
      assertThat(rig.dead("work").get(0).entry().jobId()).isEqualTo(receipt.jobId());
      until(() -> published.size() == 1);
      assertThat(published.element()).isEqualTo(failure);
      subscription.close();
    }
  }

  @Test
  void waitsLongerFromAttemptToAttempt(RedisSpace space) throws Exception {
    Queue<Long> times = new ConcurrentLinkedQueue<>();
    Stage<Text, Text> failing =
        (text, context) -> {
          times.add(System.nanoTime());
          throw new IOException("no");
        };
    Backoff doubling = Backoff.exponential(Duration.ofMillis(100)).withJitter(0);
    UnaryOperator<StageConfig> config = c -> c.withFailure(FailurePolicy.attempts(4, doubling));
    try (Rig rig = Rig.on(space, pipeline(failing, config))) {
      rig.worker();
      rig.failure(rig.submit("x"));
      List<Long> at = List.copyOf(times);
      for (int i = 1; i < 4; i++) {
        long millis = (at.get(i) - at.get(i - 1)) / 1_000_000;
        assertThat(millis).as("wait %d", i).isGreaterThanOrEqualTo(50L << i);
      }
    }
  }

  @Test
  void letsTheNearestExceptionClassDecide(RedisSpace space) throws Exception {
    Stage<Text, Text> failing =
        (text, context) -> {
          switch (text.getValue()) {
            case "io" -> throw new java.io.FileNotFoundException("io");
            case "runtime" -> throw new IllegalStateException("runtime");
            default -> throw new RejectedException("rejected deep inside");
          }
        };
    UnaryOperator<StageConfig> config =
        c ->
            c.withFailure(FailurePolicy.attempts(2, SOON))
                .withFailure(IOException.class, FailurePolicy.never())
                .withFailure(Exception.class, FailurePolicy.attempts(3, SOON));
    try (Rig rig = Rig.on(space, pipeline(failing, config))) {
      rig.worker();
      assertThat(rig.failure(rig.submit("io")).attempts()).isEqualTo(1);
      assertThat(rig.failure(rig.submit("runtime")).attempts()).isEqualTo(3);
      Result.Failed rejected = rig.failure(rig.submit("rejected"));
      assertThat(rejected.attempts()).isEqualTo(1);
      assertThat(rejected.reason()).isEqualTo("rejected");
      assertThat(rejected.error()).isEqualTo("rejected deep inside");
    }
  }

  @Test
  void triesWithinTheProcessBeforeAnAttemptCounts(RedisSpace space) throws Exception {
    RetryConfig thrice =
        RetryConfig.custom().maxAttempts(3).waitDuration(Duration.ofMillis(1)).build();
    Stage<Text, Text> fifthTimeLucky =
        (text, context) -> {
          if (text.getValue().equals("never")) {
            throw new RejectedException("never");
          }
          if (contexts.size() < 5) {
            throw new IOException("not yet");
          }
          return Outcome.finish(text);
        };
    UnaryOperator<StageConfig> config = c -> attempts(2).apply(c).withInProcessRetry(thrice);
    try (Rig rig = Rig.on(space, pipeline(fifthTimeLucky, config))) {
      rig.worker();
      assertThat(rig.value(rig.submit("x"))).isEqualTo("x");
      assertThat(attempts()).containsExactly(1, 1, 1, 2, 2);
      contexts.clear();
      assertThat(rig.failure(rig.submit("never")).reason()).isEqualTo("rejected");
      assertThat(attempts()).containsExactly(1);
    }
  }

  @Test
  void interruptsAHandlerThatOutlivesItsTimeoutAndCountsTheAttempt(RedisSpace space)
      throws Exception {
    Stage<Text, Text> hanging =
        (text, context) -> {
          if (context.attempt() == 1) {
            never.await();
          }
          return Outcome.finish(text);
        };
    UnaryOperator<StageConfig> config =
        c -> attempts(2).apply(c).withHandlerTimeout(Duration.ofMillis(50));
    try (Rig rig = Rig.on(space, pipeline(hanging, config))) {
      rig.worker();
      assertThat(rig.value(rig.submit("x"))).isEqualTo("x");
      assertThat(attempts()).containsExactly(1, 2);
    }
  }

  @Test
  void countsAnAttemptAsFailedWhoseHandlerSwallowedTheTimeout(RedisSpace space) throws Exception {
    Stage<Text, Text> swallowing =
        (text, context) -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            return Outcome.finish(text);
          }
          return Outcome.drop();
        };
    UnaryOperator<StageConfig> config =
        c -> attempts(2).apply(c).withHandlerTimeout(Duration.ofMillis(30));
    try (Rig rig = Rig.on(space, pipeline(swallowing, config))) {
      rig.worker();
      Result.Failed failure = rig.failure(rig.submit("x"));
      assertThat(failure.attempts()).isEqualTo(2);
      assertThat(failure.error()).contains("TimeoutException", "PT0.03S");
    }
  }

  @Test
  void boundsEveryRunOfAHandlerThatIsTriedAgainInTheProcess(RedisSpace space) throws Exception {
    RetryConfig twice =
        RetryConfig.custom().maxAttempts(3).waitDuration(Duration.ofMillis(100)).build();
    Stage<Text, Text> hanging =
        (text, context) -> {
          never.await();
          return Outcome.drop();
        };
    UnaryOperator<StageConfig> config =
        c ->
            attempts(1)
                .apply(c)
                .withInProcessRetry(twice)
                .withHandlerTimeout(Duration.ofMillis(30));
    try (Rig rig = Rig.on(space, pipeline(hanging, config))) {
      rig.worker();
      assertThat(rig.failure(rig.submit("x")).error()).contains("TimeoutException");
      assertThat(attempts()).containsExactly(1, 1, 1);
    }
  }

  @Test
  void doesNotTryAgainInTheProcessWhatIsLost(RedisSpace space) throws Exception {
    RetryConfig often =
        RetryConfig.custom().maxAttempts(9).waitDuration(Duration.ofMillis(1)).build();
    Stage<Text, Text> hanging =
        (text, context) -> {
          if (text.getValue().equals("hang")) {
            never.await();
          }
          return Outcome.finish(text);
        };
    try (Rig rig = Rig.on(space, pipeline(hanging, c -> c.withInProcessRetry(often)))) {
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      rig.submit("hang");
      until(() -> contexts.size() == 1);
      rig.age("thief", "work", Duration.ZERO, rig.pendingEntries("work").get(0).getId());
      until(() -> ledger.ended(WorkerListener.Ending.ABANDONED) == 1);
      assertThat(contexts).hasSize(1);
    }
  }

  /** What a stage may do wrong; the lane outlives it. */
  private static Outcome<Text> misbehave(Text text, StageContext context) {
    switch (text.getValue()) {
      case "stack" -> throw new StackOverflowError();
      case "memory" -> throw new OutOfMemoryError("by hand");
      case "assertion" -> throw new AssertionError("wrong");
      case "linkage" -> throw new NoClassDefFoundError("gone");
      case "mute" ->
          throw new UncheckedIOException(new IOException("x")) {
            @Override
            public String getMessage() {
              throw new IllegalStateException("even my message throws");
            }
          };
      case "null" -> {
        return null;
      }
      case "unknown stage" -> {
        return Outcome.route("nowhere", text);
      }
      case "wrong type" -> {
        return wrong(new Amount(1L, null));
      }
      case "unencodable" -> {
        return Outcome.forward(new Text());
      }
      default -> {
        Thread.currentThread().interrupt();
        return Outcome.finish(text);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static Outcome<Text> wrong(SpecificRecord record) {
    return (Outcome<Text>) (Outcome<?>) Outcome.forward(record);
  }

  @Test
  void outlivesWhateverAHandlerDoes(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(RetryIT::misbehave, attempts(2)))) {
      rig.worker();
      for (String misdeed :
          List.of(
              "stack",
              "memory",
              "assertion",
              "linkage",
              "mute",
              "null",
              "unknown stage",
              "wrong type",
              "unencodable")) {
        Result.Failed failure = rig.failure(rig.submit(misdeed));
        assertThat(failure.reason()).as(misdeed).isEqualTo("attempts");
        assertThat(failure.attempts()).as(misdeed).isEqualTo(2);
      }
      assertThat(rig.value(rig.submit("interrupts itself"))).isEqualTo("interrupts itself");
      assertThat(rig.value(rig.submit("goes on"))).isEqualTo("goes on");
      assertThat(rig.dead("work")).hasSize(9);
    }
  }
}
