package io.streamweir.internal.lane;

import static io.streamweir.internal.lane.Batches.LONG;
import static io.streamweir.internal.lane.Batches.batch;
import static io.streamweir.internal.lane.Batches.expectEachOnce;
import static io.streamweir.internal.lane.Batches.numbers;
import static io.streamweir.testkit.Patience.PATIENCE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Consumer;
import io.lettuce.core.models.stream.PendingMessage;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.internal.entry.Keys;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Entries of a batch are lost, fenced, handed back and taken over one by one. */
@WithRedis
class BatchLeaseIT {
  private final Batches batches = new Batches();

  private static void steal(Rig rig, String... ids) {
    rig.redis.xclaim(rig.keys.inbox("work"), Consumer.from(Keys.GROUP, "thief"), 0, ids);
  }

  @Test
  void losesOneEntryOfARunningBatchAlone(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, batches.pipeline(batches::hang, batch(4, LONG)))) {
      Ledger ledger = new Ledger();
      rig.submitAll(List.of("a", "hang", "b", "c"));
      rig.worker(ledger);
      until(() -> batches.seen.size() == 1);
      String stolen = rig.pendingEntries("work").get(2).getId();
      steal(rig, stolen);
      until(() -> ledger.leasesLost.get() == 1);
      batches.go.countDown();
      expectOnlyTheStolenLeft(rig, ledger, stolen);
    }
  }

  private void expectOnlyTheStolenLeft(Rig rig, Ledger ledger, String stolen) {
    until(() -> rig.counted("last") == 3);
    until(() -> ledger.ended(WorkerListener.Ending.ABANDONED) == 1);
    assertThat(rig.counters("last").keySet()).containsExactlyInAnyOrder("a", "hang", "c");
    assertThat(batches.interrupted.get()).isZero();
    assertThat(rig.pendingEntries("work")).extracting(PendingMessage::getId).containsOnly(stolen);
  }

  @Test
  void fencesOneEntryOfABatchAlone(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, batches.pipeline(batches::hang, batch(4, LONG)))) {
      Ledger ledger = new Ledger();
      rig.submitAll(List.of("a", "hang", "b", "c"));
      rig.worker(ledger, config -> config.withLease(LONG));
      until(() -> batches.seen.size() == 1);
      String settledElsewhere = rig.pendingEntries("work").get(2).getId();
      rig.redis.xack(rig.keys.inbox("work"), Keys.GROUP, settledElsewhere);
      batches.go.countDown();
      until(() -> ledger.fenced.get() == 1);
      expectEachOnce(rig, Set.of("a", "hang", "c"));
    }
  }

  @Test
  void interruptsTheHandlerOnceEveryEntryIsLost(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, batches.pipeline(batches::hang, batch(3, LONG)))) {
      Ledger ledger = new Ledger();
      rig.submitAll(List.of("a", "hang", "b"));
      rig.worker(ledger);
      until(() -> batches.seen.size() == 1);
      steal(
          rig,
          rig.pendingEntries("work").stream().map(PendingMessage::getId).toArray(String[]::new));
      until(() -> ledger.ended(WorkerListener.Ending.ABANDONED) == 3);
      assertThat(batches.interrupted.get()).isEqualTo(1);
      assertThat(ledger.settled.get()).isZero();
      assertThat(rig.dead("work")).isEmpty();
    }
  }

  @Test
  void cancelsOneJobOfARunningBatchAlone(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, batches.pipeline(batches::hang, batch(3, LONG)))) {
      List<Receipt> receipts = rig.submitAll(List.of("a", "hang", "b"));
      rig.worker();
      until(() -> batches.seen.size() == 1);
      rig.jobs().cancel(receipts.get(2));
      rig.jobs().cancel(receipts.get(1));
      batches.go.countDown();
      expectEachOnce(rig, Set.of("a"));
      assertThat(rig.result(receipts.get(2))).isInstanceOf(Result.Cancelled.class);
      assertThat(batches.interrupted.get()).isZero();
    }
  }

  @Test
  void interruptsABatchWhoseJobsAreAllCancelledAndSkipsThoseThatWait(RedisSpace space)
      throws Exception {
    try (Rig rig =
        Rig.on(space, batches.pipeline(batches::hang, batch(2, Duration.ofMillis(300))))) {
      List<Receipt> receipts = rig.submitAll(List.of("a", "hang", "b"));
      rig.worker();
      until(() -> batches.seen.size() == 1);
      for (int waitingFirst = 2; waitingFirst >= 0; waitingFirst--) {
        rig.jobs().cancel(receipts.get(waitingFirst));
      }
      until(() -> batches.interrupted.get() == 1);
      rig.submit("c");
      rig.submit("d");
      expectEachOnce(rig, Set.of("c", "d"));
      assertThat(batches.seen.stream().skip(1)).allMatch(texts -> !texts.contains("b"));
    }
  }

  @Test
  void handsBackWhatWaitsForCompanyAndLetsTheRunningBatchFinish(RedisSpace space) throws Exception {
    UnaryOperator<StageConfig> config = c -> c.withBatch(4, LONG).withConcurrency(2);
    try (Rig rig = Rig.on(space, batches.pipeline(batches::hang, config))) {
      Ledger ledger = new Ledger();
      Worker worker =
          rig.worker(ledger, c -> c.withLease(LONG).withDrainTimeout(Duration.ofSeconds(20)));
      rig.submitAll(List.of("a", "hang", "b", "c", "d", "e"));
      until(() -> batches.seen.size() == 1 && rig.pending("work") == 6);
      Thread closing = new Thread(worker::close);
      closing.start();
      until(
          () ->
              rig.pendingEntries("work").stream()
                      .filter(entry -> entry.getConsumer().equals(Keys.HANDED_BACK))
                      .filter(entry -> entry.getRedeliveryCount() == 0)
                      .count()
                  == 2);
      batches.go.countDown();
      closing.join(TimeUnit.SECONDS.toMillis(20));
      until(() -> rig.pending("work") == 2);
      assertThat(ledger.settled.get()).isEqualTo(4);
      assertThat(ledger.ended(WorkerListener.Ending.ABANDONED)).isZero();
      assertThat(batches.seen).containsExactly(List.of("a", "hang", "b", "c"));
    }
  }

  @Test
  void interruptsABatchThatOutlivesTheDrainAndHandsItBack(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, batches.pipeline(batches::hang, batch(3, LONG)))) {
      Ledger ledger = new Ledger();
      Worker worker =
          rig.worker(ledger, c -> c.withLease(LONG).withDrainTimeout(Duration.ofMillis(100)));
      rig.submitAll(List.of("a", "hang", "b"));
      until(() -> batches.seen.size() == 1);
      worker.close();
      until(() -> batches.interrupted.get() == 1);
      assertThat(rig.pendingEntries("work"))
          .hasSize(3)
          .allMatch(entry -> entry.getConsumer().equals(Keys.HANDED_BACK));
      batches.go.countDown();
      rig.worker();
      expectEachOnce(rig, Set.of("a", "hang", "b"));
    }
  }

  private static ChildJvm child(RedisSpace space) {
    ChildJvm jvm = victim(space);
    jvm.awaitOutput("ready.", PATIENCE);
    return jvm;
  }

  /** A worker whose first batch may end it before it says that it is ready. */
  private static ChildJvm victim(RedisSpace space) {
    return ChildJvm.start(BatchWorkerMain.class, space.uri(), space.namespace());
  }

  @Test
  void takesOverAllOfABatchWhoseWorkerWasKilled(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, BatchWorkerMain.pipeline(Batches::forwardAll));
        ChildJvm jvm = child(space)) {
      rig.submitAll(List.of("a", "b", "hang", "c"));
      jvm.awaitOutput("hanging.", PATIENCE);
      rig.submitNumbers(1_000);
      jvm.kill();
      rig.worker();
      Set<String> all = new java.util.HashSet<>(numbers(1_000));
      all.addAll(Set.of("a", "b", "hang", "c"));
      expectEachOnce(rig, all);
      assertThat(rig.dead("work")).isEmpty();
    }
  }

  @Test
  void sparesTheOthersOfABatchThatKillsItsWorkers(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, BatchWorkerMain.pipeline(Batches::forwardAll))) {
      Receipt killer = rig.submitAll(List.of("a", "halt", "b", "c")).get(1);
      for (int i = 0; i < BatchWorkerMain.MAX_DELIVERIES; i++) {
        try (ChildJvm jvm = victim(space)) {
          assertThat(jvm.awaitExit(PATIENCE)).hasValue(BatchWorkerMain.HALTED);
        }
      }
      rig.worker();
      assertThat(rig.failure(killer).reason()).isEqualTo("deliveries");
      expectEachOnce(rig, Set.of("a", "b", "c"));
      assertThat(rig.dead("work")).hasSize(1);
    }
  }
}
