package io.streamweir.internal.lane;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.models.stream.PendingMessage;
import io.streamweir.internal.entry.Keys;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.LivedTime;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class DrainIT {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger started = new AtomicInteger();
  private final AtomicBoolean interrupted = new AtomicBoolean();

  private Pipeline<Text> pipeline(int concurrency) {
    return Pipeline.named("drained")
        .accepts(Text.class)
        .stage("first", Text.class, this::handle, config -> config.withConcurrency(concurrency))
        .stage(
            "last",
            Text.class,
            (text, context) -> Outcome.<Text>drop().counting(Count.one("last", text.getValue())))
        .build();
  }

  private Outcome<Text> handle(Text text, io.streamweir.pipeline.StageContext context)
      throws InterruptedException {
    started.incrementAndGet();
    switch (text.getValue()) {
      case "wait" -> go.await();
      case "stubborn" -> {
        while (go.getCount() > 0) {
          try {
            go.await();
          } catch (InterruptedException e) {
            interrupted.set(true);
          }
        }
      }
      default -> {}
    }
    return Outcome.<Text>forward(text).counting(Count.one("first", text.getValue()));
  }

  private static WorkerConfig patient(WorkerConfig config) {
    return config.withLease(LONG).withDrainTimeout(Duration.ofSeconds(20));
  }

  private static void expectNothingOwned(Rig rig, String... stages) {
    for (String stage : stages) {
      assertThat(rig.consumers(stage)).as(stage).isEmpty();
      assertThat(rig.pendingEntries(stage))
          .as(stage)
          .allMatch(entry -> entry.getConsumer().equals(Keys.HANDED_BACK));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void leavesNothingBehindUnderLoad(int concurrency, RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(concurrency))) {
      rig.submitNumbers(20_000);
      for (int round = 1; round <= 3; round++) {
        int until = round * 2_000;
        Worker worker = rig.worker(new Ledger(), DrainIT::patient);
        until(() -> started.get() >= until);
        worker.close();
        expectNothingOwned(rig, "first", "last");
        assertThat(rig.pendingEntries("first"))
            .extracting(PendingMessage::getRedeliveryCount)
            .allMatch(deliveries -> deliveries == 0);
      }
      rig.worker(new Ledger(), DrainIT::patient);
      until(() -> rig.redis.hlen(rig.keys.state("last")) == 20_000);
      assertThat(rig.counters("first").values()).containsOnly("1");
      assertThat(rig.counters("last").values()).containsOnly("1");
      assertThat(started.get()).as("nothing ran twice").isEqualTo(20_000);
    }
  }

  @Test
  void letsTheRunningHandlerFinishAndHandsBackTheRestAtOnce(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(1))) {
      Ledger ledger = new Ledger();
      Worker worker = rig.worker(ledger, DrainIT::patient);
      rig.submitNumbers(300);
      until(() -> rig.counted("last") == 300);
      rig.submitAll(java.util.List.of("wait", "a", "b", "c"));
      until(() -> started.get() == 301);
      Thread closing = new Thread(worker::close);
      closing.start();
      Ledger otherLedger = new Ledger();
      rig.worker(otherLedger, DrainIT::patient);
      until(() -> rig.count("last", "c") == 1);
      assertThat(closing.isAlive()).isTrue();
      go.countDown();
      closing.join(TimeUnit.SECONDS.toMillis(20));
      assertThat(rig.count("first", "wait")).isEqualTo(1);
      assertThat(ledger.ended(WorkerListener.Ending.ABANDONED)).isZero();
      assertThat(rig.consumers("first")).doesNotContain(worker.consumer());
    }
  }

  @Test
  void interruptsAHandlerThatDoesNotFinishInTimeAndHandsItsEntryBack(RedisSpace space)
      throws Exception {
    try (Rig rig = Rig.on(space, pipeline(1))) {
      Ledger ledger = new Ledger();
      Worker worker =
          rig.worker(ledger, c -> c.withLease(LONG).withDrainTimeout(Duration.ofMillis(200)));
      rig.submit("wait");
      until(() -> started.get() == 1);
      worker.close();
      assertThat(ledger.ended(WorkerListener.Ending.ABANDONED)).isEqualTo(1);
      expectNothingOwned(rig, "first", "last");
      go.countDown();
      rig.worker(new Ledger(), DrainIT::patient);
      until(() -> rig.count("last", "wait") == 1);
      assertThat(started.get()).isEqualTo(2);
    }
  }

  @Test
  void endsInTimeWhereAHandlerSwallowsTheInterrupt(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(2))) {
      Ledger ledger = new Ledger();
      Worker worker =
          rig.worker(ledger, c -> c.withLease(LONG).withDrainTimeout(Duration.ofMillis(100)));
      rig.submit("stubborn");
      until(() -> started.get() == 1);
      try (LivedTime drain = LivedTime.start()) {
        worker.close();
        assertThat(drain.elapsed()).isLessThan(Duration.ofSeconds(4));
      }
      until(interrupted::get);
      expectNothingOwned(rig, "first", "last");
      go.countDown();
      until(() -> ledger.ended(WorkerListener.Ending.ABANDONED) == 1);
      assertThat(rig.counters("first")).isEmpty();
      assertThat(ledger.settled.get()).isZero();
    }
  }

  @Test
  void leavesAnEmptyInboxWhereAllIsDone(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(1))) {
      Worker worker = rig.worker(new Ledger(), DrainIT::patient);
      rig.submitNumbers(50);
      until(() -> rig.counted("last") == 50);
      worker.close();
      assertThat(rig.length("first")).isZero();
      assertThat(rig.length("last")).isZero();
      worker.close();
    }
  }

  @Test
  void hurriesWithoutSpinningWhereTheClosingThreadIsInterrupted(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(1))) {
      Worker worker = rig.worker(new Ledger(), DrainIT::patient);
      rig.submit("wait");
      until(() -> started.get() == 1);
      AtomicBoolean still = new AtomicBoolean();
      Thread closing =
          new Thread(
              () -> {
                Thread.currentThread().interrupt();
                worker.close();
                still.set(Thread.currentThread().isInterrupted());
              });
      closing.start();
      closing.join(Patience.PATIENCE.toMillis());
      assertThat(closing.isAlive()).as("closes at once").isFalse();
      assertThat(still).as("remembers the interrupt").isTrue();
      expectNothingOwned(rig, "first", "last");
      assertThat(rig.pending("first")).isEqualTo(1);
    }
  }

  @Test
  void endsWithinBoundsWhileRedisIsDown() throws Exception {
    try (RedisServer server = RedisServer.start();
        Rig rig = Rig.on(server, pipeline(1))) {
      Worker worker = rig.worker(new Ledger(), c -> c.withDrainTimeout(Duration.ofMillis(500)));
      rig.submit("wait");
      until(() -> started.get() == 1);
      server.kill();
      try (LivedTime drain = LivedTime.start()) {
        worker.close();
        assertThat(drain.elapsed()).isLessThan(Duration.ofSeconds(15));
      }
    }
  }
}
