package io.streamweir.internal.lane;

import static io.streamweir.internal.lane.Batches.LONG;
import static io.streamweir.internal.lane.Batches.batch;
import static io.streamweir.internal.lane.Batches.expectEachOnce;
import static io.streamweir.internal.lane.Batches.forwardAll;
import static io.streamweir.internal.lane.Batches.numbers;
import static io.streamweir.internal.lane.Batches.texts;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.BatchEntry;
import io.streamweir.pipeline.BatchStage;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.testkit.LivedTime;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class BatchIT {
  private final Batches batches = new Batches();

  /** So many attempts soon after each other, in batches that are full at first. */
  private static UnaryOperator<StageConfig> attempts(int attempts, int most) {
    FailurePolicy soon = FailurePolicy.attempts(attempts, Backoff.fixed(Duration.ofMillis(10)));
    return config -> config.withBatch(most, Duration.ofMillis(200)).withFailure(soon);
  }

  @Test
  void fillsBatchesWhereMuchWaits(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, batches.pipeline(Batches::forwardAll, batch(300, LONG)))) {
      rig.submitNumbers(3_000);
      rig.worker();
      expectEachOnce(rig, Set.copyOf(numbers(3_000)));
      assertThat(batches.seen).allMatch(batch -> batch.size() == 300).hasSize(10);
      assertThat(batches.seen.stream().flatMap(List::stream))
          .containsExactlyElementsOf(numbers(3_000));
    }
  }

  @Test
  void fillsBatchesBehindASlowHandlerToo(RedisSpace space) throws Exception {
    BatchStage<Text, Text> slow =
        batch -> {
          batches.go.await(30, TimeUnit.MILLISECONDS); // which takes that long
          return forwardAll(batch);
        };
    try (Rig rig = Rig.on(space, batches.pipeline(slow, batch(50, Duration.ofMillis(500))))) {
      rig.worker();
      rig.submitNumbers(500);
      expectEachOnce(rig, Set.copyOf(numbers(500)));
      assertThat(batches.seen.stream().filter(batch -> batch.size() == 50)).hasSizeGreaterThan(7);
    }
  }

  @Test
  void handsOverWhatCameInTime(RedisSpace space) throws Exception {
    Duration within = Duration.ofMillis(300);
    try (Rig rig = Rig.on(space, batches.pipeline(Batches::forwardAll, batch(100, within)))) {
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      until(() -> ledger.polls.get() > 0);
      long begun = System.nanoTime();
      try (LivedTime lived = LivedTime.start()) {
        List<Receipt> receipts = List.of(rig.submit("a"), rig.submit("b"), rig.submit("c"));
        assertThat(rig.value(receipts.get(0))).isEqualTo("a");
        assertThat(lived.elapsed()).isLessThan(within.plusSeconds(2));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(within);
      assertThat(batches.seen).containsExactly(List.of("a", "b", "c"));
    }
  }

  @Test
  void waitsForNobodyWhereItIsToldSo(RedisSpace space) throws Exception {
    try (Rig rig =
        Rig.on(space, batches.pipeline(Batches::forwardAll, batch(100, Duration.ZERO)))) {
      rig.worker();
      assertThat(rig.value(rig.submit("a"))).isEqualTo("a");
      assertThat(rig.value(rig.submit("b"))).isEqualTo("b");
      assertThat(batches.seen).containsExactly(List.of("a"), List.of("b"));
    }
  }

  private static Outcome<Text> byText(BatchEntry<Text> entry) {
    return switch (entry.input().getValue()) {
      case "finish" -> Outcome.finish(new Text(entry.context().idempotencyKey()));
      case "reject" -> Outcome.reject("not wanted");
      case "drop" -> Outcome.<Text>drop().counting(Count.one("work", "dropped"));
      case "later" ->
          entry.context().attempt() == 1
              ? Outcome.retryLater(Duration.ZERO, "not yet")
              : Outcome.forward(entry.input());
      case "unencodable" -> Outcome.forward(new Text());
      case "null" -> null;
      default -> Outcome.forwardAll(List.of(entry.input(), new Text("twin")));
    };
  }

  @Test
  void givesEachEntryItsOwnOutcome(RedisSpace space) throws Exception {
    BatchStage<Text, Text> byText =
        batch -> batch.stream().map(BatchIT::byText).collect(Collectors.toList());
    try (Rig rig = Rig.on(space, batches.pipeline(byText, attempts(2, 7)))) {
      List<Receipt> receipts =
          rig.submitAll(
              List.of("finish", "reject", "drop", "later", "unencodable", "null", "fork"));
      rig.worker();
      assertThat(rig.value(receipts.get(0)))
          .isEqualTo(
              rig.link.config().namespace() + ":batches/" + receipts.get(0).jobId() + "/work");
      assertThat(rig.failure(receipts.get(1)).error()).isEqualTo("not wanted");
      assertThat(rig.value(receipts.get(3))).isEqualTo("later");
      assertThat(rig.failure(receipts.get(4)).attempts()).isEqualTo(2);
      assertThat(rig.failure(receipts.get(5)).error()).contains("returned null");
      until(() -> rig.counted("last") == 3);
      assertThat(rig.counters("last").keySet()).containsExactlyInAnyOrder("later", "fork", "twin");
      assertThat(rig.count("work", "dropped")).isEqualTo(1);
      assertThat(batches.seen.element()).hasSize(7);
      assertThat(rig.dead("work")).hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 1})
  void takesNobodyIntoTheDeadLettersWithABadEntry(int most, RedisSpace space) throws Exception {
    BatchStage<Text, Text> choking =
        batch -> {
          if (texts(batch).contains("poison")) {
            throw new IllegalStateException("choked");
          }
          return forwardAll(batch);
        };
    try (Rig rig = Rig.on(space, batches.pipeline(choking, attempts(most, 16)))) {
      List<String> texts =
          IntStream.range(0, 16).mapToObj(i -> i == 5 ? "poison" : "" + i).toList();
      Receipt poison = rig.submitAll(texts).get(5);
      rig.worker();
      Result.Failed failure = rig.failure(poison);
      assertThat(failure.reason()).isEqualTo("attempts");
      assertThat(failure.error()).contains("choked");
      assertThat(failure.attempts()).isEqualTo(most == 1 ? 2 : most);
      expectEachOnce(
          rig, texts.stream().filter(t -> !t.equals("poison")).collect(Collectors.toSet()));
      assertThat(rig.dead("work")).hasSize(1);
      List<Integer> sizes =
          batches.seen.stream().filter(b -> b.contains("poison")).map(List::size).toList();
      assertThat(sizes).startsWith(16).endsWith(1).isSortedAccordingTo((a, b) -> b - a);
    }
  }

  @Test
  void failsAllWhereTheNumberOfOutcomesIsWrong(RedisSpace space) throws Exception {
    BatchStage<Text, Text> forgetful =
        batch -> {
          List<? extends Outcome<Text>> all = forwardAll(batch);
          boolean right = batch.size() == 1 && !texts(batch).contains("never");
          return right ? all : all.subList(1, all.size());
        };
    try (Rig rig = Rig.on(space, batches.pipeline(forgetful, attempts(3, 8)))) {
      List<Receipt> receipts = rig.submitAll(List.of("a", "b", "c", "never", "d", "e", "f", "g"));
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      assertThat(rig.failure(receipts.get(3)).error()).contains("but returned 0 for one");
      expectEachOnce(rig, Set.of("a", "b", "c", "d", "e", "f", "g"));
      assertThat(ledger.ended(WorkerListener.Ending.RETRIED)).isGreaterThanOrEqualTo(8 + 2);
    }
  }

  @Test
  void interruptsAHandlerThatOutlivesItsTimeout(RedisSpace space) throws Exception {
    BatchStage<Text, Text> hanging =
        batch -> {
          if (batch.get(0).context().attempt() == 1) {
            batches.go.await();
          }
          return forwardAll(batch);
        };
    UnaryOperator<StageConfig> config =
        c -> attempts(2, 4).apply(c).withHandlerTimeout(Duration.ofMillis(50));
    try (Rig rig = Rig.on(space, batches.pipeline(hanging, config))) {
      rig.submitNumbers(4);
      rig.worker();
      expectEachOnce(rig, Set.copyOf(numbers(4)));
      assertThat(batches.seen.stream().map(List::size)).containsExactly(4, 1, 1, 1, 1);
    }
  }

  @Test
  void keepsUndecodableEntriesFromTheHandler(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, batches.pipeline(Batches::forwardAll, batch(3, LONG)))) {
      Map<String, String> junk = Map.of("j", "junk", "t", "1", "p", "no avro");
      rig.submit("a");
      rig.redis.xadd(rig.keys.inbox("work"), junk);
      rig.redis.xadd(rig.keys.inbox("work"), Map.of("no", "entry"));
      rig.submit("b");
      rig.submit("c");
      rig.worker();
      expectEachOnce(rig, Set.of("a", "b", "c"));
      assertThat(batches.seen).containsExactly(List.of("a", "b", "c"));
      assertThat(rig.dead("work"))
          .extracting(letter -> letter.reason())
          .containsExactlyInAnyOrder("undecodable", "malformed");
    }
  }

  @Test
  void runsSeveralBatchesSideBySide(RedisSpace space) throws Exception {
    BatchStage<Text, Text> together =
        batch -> {
          batches.go.await();
          return forwardAll(batch);
        };
    UnaryOperator<StageConfig> config = c -> c.withBatch(10, LONG).withConcurrency(3);
    try (Rig rig = Rig.on(space, batches.pipeline(together, config))) {
      rig.worker();
      rig.submitNumbers(50);
      until(() -> batches.seen.size() == 3);
      Ledger other = new Ledger();
      rig.worker(other);
      until(() -> batches.seen.size() == 5);
      assertThat(rig.pending("work")).as("what runs, and nothing behind it").isEqualTo(50);
      batches.go.countDown();
      expectEachOnce(rig, Set.copyOf(numbers(50)));
      assertThat(batches.seen).allMatch(batch -> batch.size() == 10);
    }
  }
}
