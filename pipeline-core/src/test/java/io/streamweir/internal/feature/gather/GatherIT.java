package io.streamweir.internal.feature.gather;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.GatherProgress;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.client.SubmitOptions;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.pipeline.Dedupe;
import io.streamweir.pipeline.GatherPolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
@Order(1) // takes longest
class GatherIT {
  private static final GatherPolicy FAIL = GatherPolicy.failWhole();
  private static final GatherPolicy COLLECT = GatherPolicy.collect();
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger waiting = new AtomicInteger();

  private Outcome<Amount> waitThenNumber(Text text) throws InterruptedException {
    waiting.incrementAndGet();
    go.await();
    return SplitPipelines.number(text, null);
  }

  private Pipeline<Text> waiting(GatherPolicy policy) {
    return SplitPipelines.pipeline(
        SplitPipelines::numbered, (text, context) -> waitThenNumber(text), policy);
  }

  private static String shown(int total, int failed, LongStream numbers, String failures) {
    return total
        + " "
        + failed
        + " "
        + numbers.boxed().collect(Collectors.toList())
        + " "
        + failures;
  }

  /** Nothing is left of any gather. */
  private static void expectNoState(Rig rig) {
    until(() -> rig.redis.keys(rig.keys.gather("*", "*", "*")).isEmpty());
    assertThat(rig.redis.exists(rig.keys.gathers())).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5_000})
  void gathersAllResultsInTheOrderOfTheParts(int parts, RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, SplitPipelines.pipeline(FAIL))) {
      rig.worker();
      rig.worker();
      Receipt receipt = rig.submit("" + parts);
      assertThat(rig.value(receipt)).isEqualTo(shown(parts, 0, LongStream.range(0, parts), ""));
      assertThat(rig.counters("parts")).hasSize(parts);
      assertThat(rig.counters("gathered")).containsExactly(Map.entry(receipt.jobId(), "1"));
      expectNoState(rig);
    }
  }

  @Test
  void gathersNestedSplits(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, SplitPipelines.nested(FAIL, FAIL))) {
      rig.worker();
      Receipt receipt = rig.submit("4,0,3,100");
      assertThat(rig.value(receipt)).isEqualTo("4 0 [6, 0, 3, 4950] ");
      expectNoState(rig);
    }
  }

  @Test
  void failsTheWholeWithTheFirstPartThatFails(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, SplitPipelines.pipeline(FAIL))) {
      rig.worker();
      Receipt receipt = rig.submit("1000 reject");
      Result.Failed failure = rig.failure(receipt);
      assertThat(failure.reason()).isEqualTo("rejected");
      assertThat(failure.stage()).isEqualTo("number");
      until(() -> rig.pending("number") == 0 && rig.length("number") == 0);
      assertThat(rig.counters("gathered")).isEmpty();
      assertThat(rig.redis.zcard(rig.keys.cancelled())).as("told to stop").isEqualTo(1);
      expectNoState(rig);
      assertThat(rig.value(rig.submit("2"))).as("others go on").isEqualTo("2 0 [0, 1] ");
    }
  }

  @Test
  void aJobOfTheSameIdMayBeSubmittedAgainAfterItHasFailed(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, SplitPipelines.pipeline(FAIL))) {
      rig.worker();
      SubmitOptions options = SubmitOptions.defaults().withJobId("mine");
      rig.failure(rig.jobs().submit(new Text("5 reject"), options));
      expectNoState(rig);
      rig.redis.del(rig.keys.result("mine"));
      assertThat(rig.value(rig.jobs().submit(new Text("3"), options))).isEqualTo("3 0 [0, 1, 2] ");
    }
  }

  @Test
  void gathersWhatSucceededWithTheFailuresListed(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, SplitPipelines.pipeline(COLLECT))) {
      rig.worker();
      assertThat(rig.value(rig.submit("4 reject")))
          .isEqualTo("4 2 [0, 2] 1 number rejected odd; 3 number rejected odd");
      assertThat(rig.value(rig.submit("3 throw")))
          .startsWith("3 1 [0, 2] 1 number attempts java.lang.IllegalStateException: odd at");
      assertThat(rig.dead("number")).hasSize(3);
      expectNoState(rig);
    }
  }

  @Test
  void aNestedSplitThatFailsIsAFailedPart(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, SplitPipelines.nested(COLLECT, FAIL))) {
      rig.worker();
      assertThat(rig.value(rig.submit("3,2 reject,x,4")))
          .startsWith("4 2 [3, 6] 1 number rejected odd; 2 cells attempts")
          .contains("NumberFormatException");
      expectNoState(rig);
    }
  }

  @Test
  void aNestedSplitMayLetAllFail(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, SplitPipelines.nested(FAIL, FAIL))) {
      rig.worker();
      assertThat(rig.failure(rig.submit("3,2 reject,500")).reason()).isEqualTo("rejected");
      until(() -> rig.pending("number") == 0 && rig.pending("cells") == 0);
      assertThat(rig.redis.zrange(rig.keys.gathers(), 0, -1))
          .as("those of other rows go when their parts come, or time out")
          .allMatch(name -> name.startsWith("cells:"));
    }
  }

  @Test
  void leavesOutWhatWasDropped(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, SplitPipelines.pipeline(FAIL))) {
      rig.worker();
      assertThat(rig.value(rig.submit("5 drop"))).isEqualTo("5 0 [0, 2, 4] ");
      expectNoState(rig);
    }
  }

  @ParameterizedTest
  @CsvSource({"finish,finishes the job", "fork,2 outputs of one part"})
  void saysWhatAPartMayNotDo(String what, String error, RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, SplitPipelines.pipeline(FAIL))) {
      rig.worker();
      Result.Failed failure = rig.failure(rig.submit("2 " + what));
      assertThat(failure.reason()).isEqualTo("attempts");
      assertThat(failure.error()).contains("inside split 'list'", error);
    }
  }

  @Test
  void failsTheWholeWhereItTakesTooLong(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, waiting(FAIL.withTimeout(Duration.ofSeconds(1))))) {
      rig.worker();
      Receipt receipt = rig.submit("3");
      Result.Failed failure = rig.failure(receipt);
      assertThat(failure.reason()).isEqualTo("timeout");
      assertThat(failure.stage()).isEqualTo("list");
      assertThat(failure.error()).isEqualTo("0 of 3 parts had ended after PT1S");
      until(() -> rig.pending("number") == 0); // they were interrupted
      assertThat(rig.counters("gathered")).isEmpty();
      expectNoState(rig);
    }
  }

  @Test
  void gathersWhatIsThereWhereItTakesTooLong(RedisSpace space) throws Exception {
    Pipeline<Text> pipeline =
        SplitPipelines.pipeline(
            SplitPipelines::numbered,
            (text, context) ->
                text.getValue().startsWith("1")
                    ? waitThenNumber(text)
                    : SplitPipelines.number(text, context),
            COLLECT.withTimeout(Duration.ofSeconds(1)));
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      assertThat(rig.value(rig.submit("4")))
          .isEqualTo("4 1 [0, 2, 3] 1 list timeout not done within PT1S");
      until(() -> rig.pending("number") == 0);
      expectNoState(rig);
    }
  }

  @Test
  void cancelsAJobWhileItsPartsRun(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, waiting(FAIL))) {
      rig.worker();
      Receipt receipt = rig.submit("20");
      until(() -> waiting.get() == 8);
      assertThat(rig.jobs().cancel(receipt).now()).isTrue();
      assertThat(rig.result(receipt)).isEqualTo(new Result.Cancelled(receipt.jobId()));
      until(() -> rig.pending("number") == 0 && rig.length("number") == 0);
      expectNoState(rig);
      assertThat(rig.counters("gathered")).isEmpty();
    }
  }

  @Test
  void tellsHowFarItHasCome(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, waiting(FAIL))) {
      Receipt receipt = rig.submit("20");
      assertThat(rig.jobs().progress(receipt)).isEmpty();
      rig.worker();
      until(() -> waiting.get() == 8 && rig.pending("list") == 0);
      OptionalInt all = OptionalInt.of(20);
      assertThat(rig.jobs().progress(receipt))
          .containsExactly(new GatherProgress("list", "", 0, 0, 20, all));
      assertThat(rig.jobs().progress(receipt.jobId())).hasSize(1);
      assertThat(rig.jobs().progress("unknown")).isEmpty();
      go.countDown();
      rig.result(receipt);
      expectNoState(rig);
      assertThat(rig.jobs().progress(receipt)).isEmpty();
    }
  }

  @Test
  void holdsADedupeKeyUntilTheGatherHasEnded(RedisSpace space) throws Exception {
    SubmitOptions unique =
        SubmitOptions.defaults().withDedupe(Dedupe.untilFinished("k", Duration.ofSeconds(5)));
    try (Rig rig = Rig.on(space, waiting(FAIL))) {
      rig.worker();
      Receipt first = rig.jobs().submit(new Text("3"), unique);
      until(() -> waiting.get() == 3 && rig.pending("list") == 0);
      assertThat(rig.redis.pttl(rig.keys.unique("k"))).isGreaterThan(3_600_000);
      assertThat(rig.jobs().submit(new Text("3"), unique).duplicate()).isTrue();
      go.countDown();
      rig.result(first);
      assertThat(rig.redis.exists(rig.keys.unique("k"))).isZero();
      rig.failure(rig.jobs().submit(new Text("3 reject"), unique));
      assertThat(rig.redis.exists(rig.keys.unique("k"))).isZero();
    }
  }

  @Test
  void waitsForRoomInTheInboxOfTheParts(RedisSpace space) throws Exception {
    Pipeline<Text> pipeline =
        Pipeline.named("splits")
            .accepts(Text.class)
            .split("list", Text.class, SplitPipelines::numbered)
            .stage(
                "number",
                Amount.class,
                (text, context) -> SplitPipelines.number(text, context),
                c -> c.withMaxBacklog(10))
            .gather("show", Text.class, Text.class, SplitPipelines::show)
            .build();
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker(new Ledger(), config -> config.withStages(Set.of("list")));
      Receipt receipt = rig.submit("100");
      until(() -> rig.length("number") == 10);
      assertThat(rig.jobs().progress(receipt))
          .containsExactly(new GatherProgress("list", "", 0, 0, 10, OptionalInt.empty()));
      rig.worker();
      assertThat(rig.value(receipt)).isEqualTo(shown(100, 0, LongStream.range(0, 100), ""));
    }
  }

  /**
   * Its first run makes 300 parts and fails; the second one makes what the first did, or others.
   */
  private Parts<Text> failing(boolean same, AtomicInteger runs) {
    int run = runs.incrementAndGet();
    return Parts.of(
        LongStream.range(0, 600)
            .mapToObj(
                i -> {
                  if (run == 1 && i == 300) {
                    throw new IllegalStateException("in the middle");
                  }
                  return new Text("" + (same || run == 1 ? i : 1000 + i));
                }));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void goesOnBehindThePartsThatAreThereUnlessTheyAreOthers(boolean same, RedisSpace space)
      throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Pipeline<Text> pipeline =
        SplitPipelines.pipeline(
            (text, context) -> failing(same, runs), SplitPipelines::number, FAIL);
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      int first = same ? 0 : 1000;
      assertThat(rig.value(rig.submit("x")))
          .isEqualTo(shown(600, 0, LongStream.range(first, first + 600), ""));
      assertThat(runs.get()).isEqualTo(same ? 2 : 3);
      expectNoState(rig);
    }
  }

  @Test
  void makesEachPartOnceWhereAnswersAreLost(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, SplitPipelines.pipeline(FAIL));
        TcpProxy proxy = TcpProxy.to(space.server())) {
      rig.worker(rig.linkTo(proxy), rig.pipeline, new Ledger(), config -> config);
      Receipt receipt = rig.submit("3000");
      for (int i = 0; i < 5; i++) {
        proxy.afterNext(TcpProxy.containing(receipt.jobId()), proxy::cut).get();
      }
      assertThat(rig.value(receipt)).isEqualTo(shown(3000, 0, LongStream.range(0, 3000), ""));
      assertThat(rig.counters("parts").values()).containsOnly("1");
      assertThat(rig.counters("parts")).hasSize(3000);
      assertThat(rig.counters("gathered")).containsExactly(Map.entry(receipt.jobId(), "1"));
      expectNoState(rig);
    }
  }

  @Test
  void gathersAgainWhereADeadGatherIsReplayed(RedisSpace space) throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Pipeline<Text> pipeline =
        Pipeline.named("splits")
            .accepts(Text.class)
            .split("list", Text.class, SplitPipelines::numbered)
            .stage("number", Amount.class, SplitPipelines::number)
            .gather(
                "show",
                Text.class,
                Text.class,
                (text, parts, context) ->
                    runs.incrementAndGet() == 1
                        ? Outcome.reject("not yet")
                        : SplitPipelines.show(text, parts, context))
            .build();
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      Receipt receipt = rig.submit("3");
      assertThat(rig.failure(receipt).error()).isEqualTo("not yet");
      String state = rig.keys.gather("list", "", receipt.jobId());
      assertThat(rig.redis.pttl(state)).isBetween(1L, Duration.ofDays(7).toMillis());
      rig.redis.del(rig.keys.result(receipt.jobId()));
      assertThat(new DeadLetters(rig.link, pipeline, "show").replayAll()).isEqualTo(1);
      assertThat(rig.value(receipt)).isEqualTo("3 0 [0, 1, 2] ");
      expectNoState(rig);
    }
  }

  @Test
  void refusesMorePartsThanItMayMake(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, SplitPipelines.pipeline(FAIL))) {
      rig.worker(new Ledger(), config -> config.withStages(Set.of("list")));
      Result.Failed failure = rig.failure(rig.submit("" + (Parts.MOST + 1)));
      assertThat(failure.error()).contains("more than 100000 parts");
      expectNoState(rig);
    }
  }

  @Test
  void gathersAsManyPartsAsThereMayBe(RedisSpace space) throws Exception {
    Pipeline<Text> pipeline =
        Pipeline.named("many")
            .accepts(Text.class)
            .split("list", Text.class, SplitPipelines::numbered)
            .stage("number", Amount.class, SplitPipelines::number)
            .gather(
                "sum",
                Text.class,
                Text.class,
                (text, parts, context) ->
                    Outcome.finish(new Text("" + parts.stream().mapToLong(Amount::getValue).sum())))
            .build();
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      assertThat(rig.value(rig.submit("" + Parts.MOST))).isEqualTo("4999950000");
      expectNoState(rig);
    }
  }
}
