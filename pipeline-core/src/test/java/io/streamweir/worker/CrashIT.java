package io.streamweir.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static io.streamweir.worker.Rig.LEASE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.LivedTime;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@WithRedis
@Order(1) // takes longest
class CrashIT {
  private final Queue<String> handled = new ConcurrentLinkedQueue<>();

  /** Runs in this JVM, which the texts must not harm. */
  private final Pipeline<Text> harmless =
      CrashingWorkerMain.pipeline(
          (text, context) -> {
            handled.add(text.getValue());
            return Outcome.forward(text);
          });

  private static ChildJvm child(RedisSpace space, String consumer, int concurrency) {
    ChildJvm jvm = victim(space, consumer, concurrency);
    jvm.awaitOutput("ready.", PATIENCE);
    return jvm;
  }

  /** A worker whose first job may end it before it says that it is ready. */
  private static ChildJvm victim(RedisSpace space, String consumer, int concurrency) {
    return ChildJvm.start(
        CrashingWorkerMain.class,
        space.uri(),
        space.namespace(),
        consumer,
        Integer.toString(concurrency));
  }

  private static void expectEachOnce(Rig rig, Set<String> texts) {
    until(() -> rig.counted("last") == texts.size());
    until(() -> rig.pending("work") + rig.pending("last") == 0);
    assertThat(rig.counters("work").keySet()).isEqualTo(texts);
    assertThat(rig.counters("last").keySet()).isEqualTo(texts);
    assertThat(rig.counters("work").values()).containsOnly("1");
    assertThat(rig.counters("last").values()).containsOnly("1");
  }

  @Test
  void takesOverFromAKilledWorkerWithinTheLeaseAndASecond(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, harmless);
        ChildJvm jvm = child(space, "victim", 30)) {
      Set<String> texts =
          IntStream.range(0, 30).mapToObj(i -> "hang " + i).collect(Collectors.toSet());
      rig.submitAll(texts.stream().toList());
      until(() -> rig.pending("work") == 30);
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      until(() -> ledger.polls.get() > 2);
      assertThat(handled).isEmpty();
      jvm.kill();
      try (LivedTime sinceKilled = LivedTime.start()) {
        until(() -> rig.counted("work") == 30);
        assertThat(sinceKilled.elapsed()).isLessThan(LEASE.plusSeconds(1));
      }
      expectEachOnce(rig, texts);
      assertThat(handled).hasSize(30);
    }
  }

  @Test
  void losesAndDoublesNothingWhereAWorkerIsKilledUnderLoad(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, harmless);
        ChildJvm jvm = child(space, "victim", 1)) {
      rig.submitNumbers(30_000);
      until(() -> rig.counted("last") > 0);
      jvm.kill();
      assertThat(rig.counted("last")).isLessThan(30_000);
      rig.worker();
      Set<String> all =
          IntStream.range(0, 30_000).mapToObj(Integer::toString).collect(Collectors.toSet());
      expectEachOnce(rig, all);
    }
  }

  private void expectDeadOfDeliveries(Rig rig, Receipt poison) throws Exception {
    Result.Failed failure = rig.failure(poison);
    assertThat(failure.reason()).isEqualTo("deliveries");
    assertThat(rig.dead("work")).hasSize(1);
    assertThat(handled).doesNotContain("halt");
    until(() -> rig.pending("work") == 0);
    assertThat(rig.counters("work")).doesNotContainKey("halt");
  }

  @Test
  void handsNobodyAJobThatKilledItsWorkersTooOften(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, harmless)) {
      Receipt poison = rig.submit("halt");
      for (int i = 0; i < CrashingWorkerMain.MAX_DELIVERIES; i++) {
        try (ChildJvm jvm = victim(space, "victim-" + i, 1)) {
          assertThat(jvm.awaitExit(PATIENCE)).hasValue(CrashingWorkerMain.HALTED);
        }
      }
      rig.worker();
      expectDeadOfDeliveries(rig, poison);
    }
  }

  @Test
  void countsDeliveriesOfAWorkerThatComesBackUnderItsOldName(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, harmless)) {
      Receipt poison = rig.submit("halt");
      for (int i = 0; i < CrashingWorkerMain.MAX_DELIVERIES; i++) {
        try (ChildJvm jvm = victim(space, "stable", 1)) {
          assertThat(jvm.awaitExit(PATIENCE)).hasValue(CrashingWorkerMain.HALTED);
        }
      }
      rig.worker(new Ledger(), config -> config.withConsumer("stable"));
      expectDeadOfDeliveries(rig, poison);
    }
  }

  @Test
  void sparesTheNeighboursOfAJobThatKillsItsWorkers(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, harmless)) {
      Receipt poison = rig.submit("halt");
      rig.submitNumbers(7);
      for (int i = 0; i < CrashingWorkerMain.MAX_DELIVERIES; i++) {
        try (ChildJvm jvm = victim(space, "victim-" + i, 8)) {
          assertThat(jvm.awaitExit(PATIENCE)).hasValue(CrashingWorkerMain.HALTED);
        }
      }
      rig.worker();
      expectDeadOfDeliveries(rig, poison);
      Set<String> innocent =
          IntStream.range(0, 7).mapToObj(Integer::toString).collect(Collectors.toSet());
      expectEachOnce(rig, innocent);
    }
  }

  @Test
  void fencesAWorkerThatWasFrozenForLongerThanItsLease(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, harmless);
        ChildJvm jvm = child(space, "frozen", 1)) {
      rig.submit("freeze");
      jvm.awaitOutput("freezing.", PATIENCE);
      jvm.pause();
      rig.worker();
      expectEachOnce(rig, Set.of("freeze"));
      jvm.resume();
      until(() -> jvm.output().contains("fenced 1.") || jvm.output().contains("abandoned."));
      expectEachOnce(rig, Set.of("freeze"));
      assertThat(handled).containsExactly("freeze");
    }
  }

  @Test
  void drainsOnSigtermUnderLoad(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, harmless);
        ChildJvm jvm = child(space, "drained", 4)) {
      rig.submitNumbers(30_000);
      until(() -> rig.counted("last") > 0);
      jvm.terminate();
      assertThat(jvm.awaitExit(PATIENCE)).hasValue(128 + 15);
      assertThat(rig.counted("last")).isLessThan(30_000);
      assertThat(rig.consumers("work")).isEmpty();
      assertThat(rig.consumers("last")).isEmpty();
      rig.worker();
      Set<String> all =
          IntStream.range(0, 30_000).mapToObj(Integer::toString).collect(Collectors.toSet());
      expectEachOnce(rig, all);
    }
  }
}
