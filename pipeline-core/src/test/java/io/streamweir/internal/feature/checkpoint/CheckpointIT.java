package io.streamweir.internal.feature.checkpoint;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.internal.feature.replay.DeadStream;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.CheckpointTooLargeException;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
@Timeout(Patience.TEST_SECONDS)
class CheckpointIT {
  private final Queue<Long> begun = new ConcurrentLinkedQueue<>();

  static Pipeline<Text> importing(Stage<Text, Text> handler, UnaryOperator<StageConfig> config) {
    return Pipeline.named("importing")
        .accepts(Text.class)
        .stage("import", Text.class, handler, config)
        .build();
  }

  private static StageConfig soon(StageConfig config) {
    return config.withFailure(FailurePolicy.attempts(3, Backoff.fixed(Duration.ofMillis(10))));
  }

  static Amount at(long row) {
    return new Amount(row, null);
  }

  private long begin(StageContext context) {
    long from = context.lastCheckpoint(Amount.class).map(Amount::getValue).orElse(0L);
    begun.add(from);
    return from;
  }

  static String key(Rig rig, Receipt job) {
    return rig.keys.checkpoint("import", "", job.jobId());
  }

  private static void expectGone(Rig rig, Receipt job) {
    assertThat(rig.redis.exists(key(rig, job))).isZero();
  }

  /** Keyed or not, a retry goes on where the failed attempt was. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theNextAttemptGoesOnWhereTheLastOneWas(boolean keyed, RedisSpace space) throws Exception {
    Pipeline<Text> pipeline =
        importing(
            (text, context) -> {
              long from = begin(context);
              context.checkpoint(at(from + 1));
              context.checkpoint(at(from + 2));
              if (context.attempt() < 3) {
                throw new IllegalStateException("at row " + (from + 2));
              }
              return Outcome.finish(text);
            },
            config -> keyed ? soon(config).withOrder() : soon(config));
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      Receipt job = rig.submit("rows");
      assertThat(rig.value(job)).isEqualTo("rows");
      assertThat(begun).containsExactly(0L, 2L, 4L);
      expectGone(rig, job);
    }
  }

  @Test
  void theNextWorkerGoesOnWhereADrainHasInterruptedTheLastOne(RedisSpace space) throws Exception {
    CountDownLatch saved = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Pipeline<Text> pipeline =
        importing(
            (text, context) -> {
              if (begin(context) == 0) {
                context.checkpoint(at(7));
                saved.countDown();
                never.await();
              }
              return Outcome.finish(text);
            },
            config -> config);
    try (Rig rig = Rig.on(space, pipeline)) {
      Worker first = rig.worker(new Ledger(), c -> c.withDrainTimeout(Duration.ofMillis(100)));
      Receipt job = rig.submit("rows");
      saved.await();
      first.close();
      assertThat(rig.redis.pttl(key(rig, job))).isBetween(1L, CheckpointScript.TTL.toMillis());
      rig.worker();
      assertThat(rig.value(job)).isEqualTo("rows");
      assertThat(begun).containsExactly(0L, 7L);
      expectGone(rig, job);
    }
  }

  @Test
  void aReplayOfTheDeadLetterGoesOnToo(RedisSpace space) throws Exception {
    Pipeline<Text> pipeline =
        importing(
            (text, context) -> {
              long from = begin(context);
              context.checkpoint(at(from + 5));
              return context.replays() == 0 ? Outcome.reject("no") : Outcome.finish(text);
            },
            config -> config);
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      Receipt job = rig.submit("rows");
      rig.failure(job);
      assertThat(rig.redis.exists(key(rig, job))).isOne();
      DeadStream dead = new DeadStream(rig.link, rig.keys, "import");
      dead.replay(List.of(dead.after("0-0", 1).get(0).id()));
      until(() -> begun.size() == 2);
      until(() -> rig.redis.exists(key(rig, job)) == 0);
      assertThat(begun).containsExactly(0L, 5L);
    }
  }

  @Test
  void aCancelledJobHasNoneAnyMore(RedisSpace space) throws Exception {
    CountDownLatch saved = new CountDownLatch(1);
    Pipeline<Text> pipeline =
        importing(
            (text, context) -> {
              context.checkpoint(at(1));
              saved.countDown();
              new CountDownLatch(1).await();
              return Outcome.finish(text);
            },
            config -> config);
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      Receipt job = rig.submit("rows");
      saved.await();
      rig.jobs().cancel(job);
      until(() -> rig.redis.exists(key(rig, job)) == 0);
      until(() -> rig.pending("import") == 0);
    }
  }

  /** Another worker saved it, and this one's handler never sees the entry. */
  @Test
  void aJobThatIsCancelledBetweenTwoAttemptsHasNoneAnyMore(RedisSpace space) throws Exception {
    Pipeline<Text> fails =
        importing(
            (text, context) -> {
              context.checkpoint(at(1));
              throw new IllegalStateException("later");
            },
            c -> c.withFailure(FailurePolicy.attempts(3, Backoff.fixed(Duration.ofSeconds(2)))));
    try (Rig rig = Rig.on(space, fails)) {
      Ledger ledger = new Ledger();
      Worker first = rig.worker(ledger);
      Receipt job = rig.submit("rows");
      until(() -> rig.redis.zcard(rig.keys.later("import")) == 1);
      first.close();
      assertThat(rig.redis.exists(key(rig, job))).isOne();
      rig.jobs().cancel(job);
      rig.worker();
      until(() -> rig.redis.exists(key(rig, job)) == 0);
    }
  }

  @Test
  void refusesOneThatIsTooLargeAndKeepsTheLast(RedisSpace space) throws Exception {
    AtomicReference<CheckpointTooLargeException> refused = new AtomicReference<>();
    Pipeline<Text> pipeline =
        importing(
            (text, context) -> {
              context.checkpoint(new Amount(1L, "x".repeat(900)));
              refused.set(
                  catchThrowableOfType(
                      CheckpointTooLargeException.class,
                      () -> context.checkpoint(new Amount(2L, "x".repeat(1_000)))));
              return Outcome.finish(new Text("" + begin(context)));
            },
            config -> config.withMaxCheckpointBytes(1_000));
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      assertThat(rig.value(rig.submit("rows"))).isEqualTo("1");
      assertThat(refused.get().limit()).isEqualTo(1_000);
      assertThat(refused.get()).hasMessageContaining("'import'").hasMessageContaining("1000 bytes");
    }
  }

  @Test
  void isSavedByAnyThreadUntilTheHandlerReturns(RedisSpace space) throws Exception {
    AtomicReference<StageContext> kept = new AtomicReference<>();
    Pipeline<Text> pipeline =
        importing(
            (text, context) -> {
              kept.set(context);
              Thread other = new Thread(() -> context.checkpoint(at(3)));
              other.start();
              other.join();
              return Outcome.finish(new Text("" + begin(context)));
            },
            config -> config);
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      Receipt job = rig.submit("rows");
      assertThat(rig.value(job)).isEqualTo("3");
      assertThat(
              catchThrowableOfType(IllegalStateException.class, () -> kept.get().checkpoint(at(4))))
          .hasMessageContaining("has returned");
      assertThat(
              catchThrowableOfType(
                  IllegalStateException.class, () -> kept.get().lastCheckpoint(Amount.class)))
          .hasMessageContaining("has returned");
      expectGone(rig, job);
    }
  }

  /** Where several entries of a job are at one stage, each has its own. */
  @Test
  void eachOfSeveralEntriesOfAJobHasItsOwn(RedisSpace space) throws Exception {
    Pipeline<Text> pipeline =
        Pipeline.named("importing")
            .accepts(Text.class)
            .stage(
                "fan",
                Text.class,
                (text, context) -> Outcome.forwardAll(List.of(new Text("3"), new Text("5"))))
            .stage(
                "import",
                Text.class,
                (text, context) -> {
                  long from = begin(context);
                  if (context.attempt() == 1) {
                    context.checkpoint(at(Long.parseLong(text.getValue())));
                    throw new IllegalStateException("once");
                  }
                  assertThat(from).isEqualTo(Long.parseLong(text.getValue()));
                  return Outcome.drop();
                },
                CheckpointIT::soon)
            .build();
    try (Rig rig = Rig.on(space, pipeline)) {
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      rig.submit("rows");
      until(() -> begun.size() == 4);
      assertThat(begun).containsExactlyInAnyOrder(0L, 0L, 3L, 5L);
      until(() -> rig.pending("import") == 0);
      assertThat(rig.redis.keys(rig.keys.checkpoint("import", "*", "*"))).isEmpty();
      assertThat(rig.dead("import")).isEmpty();
    }
  }

  @Test
  void eachEntryOfABatchHasItsOwn(RedisSpace space) throws Exception {
    Pipeline<Text> pipeline =
        Pipeline.named("importing")
            .accepts(Text.class)
            .batchStage(
                "import",
                Text.class,
                batch ->
                    batch.stream()
                        .map(
                            entry -> {
                              long own = Long.parseLong(entry.input().getValue());
                              long from = begin(entry.context());
                              entry.context().checkpoint(at(own));
                              return from == own
                                  ? Outcome.<Text>finish(entry.input())
                                  : Outcome.<Text>retryLater(Duration.ZERO, "again");
                            })
                        .toList(),
                config -> config.withBatch(2, Duration.ofSeconds(1)))
            .build();
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      List<Receipt> jobs = rig.submitAll(List.of("3", "5"));
      assertThat(rig.value(jobs.get(0))).isEqualTo("3");
      assertThat(rig.value(jobs.get(1))).isEqualTo("5");
      assertThat(begun).containsExactlyInAnyOrder(0L, 0L, 3L, 5L);
      jobs.forEach(job -> expectGone(rig, job));
    }
  }

  /** The answer to a save is lost with the connection: it is asked again, and no attempt fails. */
  @Test
  void waitsUntilRedisIsBack(RedisSpace space) throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    Pipeline<Text> pipeline =
        importing(
            (text, context) -> {
              begin(context);
              context.checkpoint(at(1));
              cut.await();
              context.checkpoint(new Amount(2L, "marked for the proxy"));
              return Outcome.finish(new Text(begin(context) + " at attempt " + context.attempt()));
            },
            config -> config);
    try (Rig rig = Rig.on(space, pipeline);
        TcpProxy proxy = TcpProxy.to(space.server())) {
      rig.worker(
          rig.linkTo(proxy),
          pipeline,
          new Ledger(),
          config -> config.withLease(Duration.ofSeconds(30)));
      Receipt job = rig.submit("rows");
      until(() -> rig.redis.exists(key(rig, job)) == 1);
      CompletableFuture<Void> done =
          proxy.afterNext(
              TcpProxy.containing("marked for the proxy"),
              () -> {
                proxy.refuse();
                proxy.cut();
              });
      cut.countDown();
      done.get();
      until(() -> proxy.openConnections() == 0);
      proxy.accept();
      assertThat(rig.value(job)).isEqualTo("2 at attempt 1");
    }
  }

  /** A worker that has never seen a checkpoint adds nothing to what is settled. */
  @Test
  void leavesNothingBehindAndStandsInNobodysWay(RedisSpace space) throws Exception {
    Pipeline<Text> pipeline = importing((text, context) -> Outcome.finish(text), config -> config);
    try (Rig rig = Rig.on(space, pipeline);
        JobClient<Text> jobs = JobClient.connect(rig.link, pipeline)) {
      rig.worker();
      Receipt job = jobs.submit(new Text("rows"));
      Result result = rig.result(job);
      assertThat(result.value(Text.class)).isEqualTo(new Text("rows"));
      expectGone(rig, job);
    }
  }
}
