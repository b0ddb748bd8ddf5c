package io.streamweir.internal.settle;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.internal.feature.keyed.Keyed;
import io.streamweir.internal.feature.replay.DeadStream;
import io.streamweir.pipeline.BatchEntry;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A settlement that Redis can never carry out: its state is a key of another type. */
@WithRedis
class PoisonedSettlementIT {
  private static final int JOBS = 300;

  private enum CrewKind {
    INLINE(config -> config),
    POOLED(config -> config.withConcurrency(32)),
    BATCH(config -> config.withConcurrency(2).withBatch(16, Duration.ofMillis(5))),
    KEYED(config -> config.withConcurrency(32).withOrder()),
    KEYED_INLINE(StageConfig::withOrder);

    private final UnaryOperator<StageConfig> config;

    CrewKind(UnaryOperator<StageConfig> config) {
      this.config = config;
    }
  }

  /** Texts are {@code KEY NUMBER}, and {@code KEY NUMBER poison} cannot be settled. */
  private static Outcome<Text> handle(Text text, StageContext context) {
    Outcome<Text> forward = Outcome.forward(text);
    return text.getValue().endsWith("poison")
        ? forward.counting(Count.one("broken", "x"))
        : forward.counting(Count.one("done", text.getValue()));
  }

  private static List<Outcome<Text>> handleAll(List<BatchEntry<Text>> batch) {
    return batch.stream().map(entry -> handle(entry.input(), entry.context())).toList();
  }

  private static Pipeline<Text> pipeline(CrewKind crew) {
    var begun = Pipeline.named("keyed").accepts(Text.class);
    var work =
        crew == CrewKind.BATCH
            ? begun.batchStage("work", Text.class, PoisonedSettlementIT::handleAll, crew.config)
            : begun.stage("work", Text.class, PoisonedSettlementIT::handle, crew.config);
    return work.stage("log", Text.class, (text, context) -> Outcome.drop()).build();
  }

  private static void submit(Rig rig, String suffixOfSome) {
    List<CompletableFuture<?>> receipts = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      String text = "key-" + i % 3 + " " + i / 3 + (i % 100 == 50 ? suffixOfSome : "");
      SubmitOptions options = SubmitOptions.defaults().withKey("key-" + i % 3);
      receipts.add(rig.jobs().submitAsync(new Text(text), options));
    }
    receipts.forEach(CompletableFuture::join);
  }

  @ParameterizedTest
  @EnumSource
  void isPutAsideWithItsReasonAndTheOthersAreSettled(CrewKind crew, RedisSpace space)
      throws Exception {
    try (Rig rig = Rig.on(space, pipeline(crew))) {
      rig.redis.set(rig.keys.state("broken"), "no hash");
      submit(rig, " poison");
      Ledger ledger = new Ledger();
      rig.worker(ledger, config -> config.withStages(Set.of("work")));

      until(() -> rig.length("log") == JOBS - 3 && rig.pending("work") == 0);
      assertThat(rig.dead("work"))
          .hasSize(3)
          .allSatisfy(
              letter -> {
                assertThat(letter.reason()).isEqualTo("unsettleable");
                assertThat(letter.error()).contains("could not be settled").contains("WRONGTYPE");
              });
      assertThat(rig.counters("done")).hasSize(JOBS - 3).containsValue("1");
      assertThat(rig.redis.get(rig.keys.state("broken"))).isEqualTo("no hash");
      if (crew == CrewKind.KEYED || crew == CrewKind.KEYED_INLINE) {
        expectOrder(rig);
      }
    }
  }

  private static void expectOrder(Rig rig) {
    Keyed.jobsByKey(rig)
        .forEach(
            (key, payloads) -> {
              List<Integer> numbers =
                  payloads.stream()
                      .map(p -> Integer.parseInt(p.substring(p.lastIndexOf(' ') + 1)))
                      .toList();
              assertThat(numbers).as(key).hasSize(JOBS / 3 - 1).isSorted();
            });
  }

  /** As where somebody puts a key in the way and takes it away again. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noEntryIsToBlameWhereItsInboxIsNoStream(boolean keyed, RedisSpace space) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch inTheWay = new CountDownLatch(1);
    Pipeline<Text> pipeline =
        Pipeline.named("keyed")
            .accepts(Text.class)
            .stage(
                "work",
                Text.class,
                (text, context) -> {
                  begun.countDown();
                  inTheWay.await();
                  return Outcome.finish(text);
                },
                config -> keyed ? config.withOrder() : config)
            .build();
    try (Rig rig = Rig.on(space, pipeline)) {
      Receipt receipt = rig.submit("only");
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      begun.await();
      String inbox = rig.keys.inbox("work");
      rig.redis.rename(inbox, rig.keys.inbox("aside"));
      rig.redis.set(inbox, "in the way");
      inTheWay.countDown();

      until(() -> ledger.settlesFailed.get() >= 6);
      rig.redis.rename(rig.keys.inbox("aside"), inbox);
      assertThat(rig.value(receipt)).isEqualTo("only");
      assertThat(rig.dead("work")).isEmpty();
    }
  }

  @Test
  void isNotTakenForThatWhereEverythingIsRefused(RedisSpace space) throws Exception {
    Pipeline<Text> pipeline =
        Pipeline.named("keyed")
            .accepts(Text.class)
            .stage(
                "work",
                Text.class,
                (text, context) -> Outcome.<Text>drop().counting(Count.one("broken", "x")))
            .build();
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.redis.set(rig.keys.state("broken"), "no hash");
      rig.submitNumbers(JOBS);
      Ledger ledger = new Ledger();
      rig.worker(ledger);

      until(() -> ledger.settlesFailed.get() >= 30);
      List<DeadStream.Letter> dead = rig.dead("work");
      assertThat(dead).hasSizeLessThanOrEqualTo(4);

      rig.redis.del(rig.keys.state("broken"));
      until(() -> rig.pending("work") == 0);
      assertThat(rig.count("broken", "x") + rig.dead("work").size()).isEqualTo(JOBS);
    }
  }

  @Test
  void isPutAsideAlsoWhereItIsAllThereIs(RedisSpace space) throws Exception {
    AtomicInteger handled = new AtomicInteger();
    Pipeline<Text> pipeline =
        Pipeline.named("keyed")
            .accepts(Text.class)
            .stage(
                "work",
                Text.class,
                (text, context) -> {
                  handled.incrementAndGet();
                  return Outcome.<Text>finish(text).counting(Count.one("broken", "x"));
                })
            .build();
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.redis.set(rig.keys.state("broken"), "no hash");
      rig.worker();
      assertThat(rig.failure(rig.submit("a")).reason()).isEqualTo("unsettleable");
      assertThat(handled).hasValue(1);
    }
  }
}
