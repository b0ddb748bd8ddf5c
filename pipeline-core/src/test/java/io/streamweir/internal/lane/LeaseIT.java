package io.streamweir.internal.lane;

import static io.streamweir.worker.Rig.LEASE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Consumer;
import io.lettuce.core.models.stream.PendingMessage;
import io.streamweir.client.SubmitOptions;
import io.streamweir.internal.entry.Keys;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.testkit.LivedTime;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class LeaseIT {
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger waiting = new AtomicInteger();
  private final Queue<String> done = new ConcurrentLinkedQueue<>();

  /** Texts that begin with {@code wait} are done once the test says so. */
  private Pipeline<Text> pipeline(int concurrency) {
    return pipeline(config -> config.withConcurrency(concurrency));
  }

  private Pipeline<Text> pipeline(UnaryOperator<StageConfig> config) {
    return Pipeline.named("leases")
        .accepts(Text.class)
        .stage(
            "work",
            Text.class,
            (text, context) -> {
              if (text.getValue().startsWith("wait")) {
                waiting.incrementAndGet();
                go.await();
              }
              done.add(text.getValue());
              return Outcome.drop();
            },
            config)
        .build();
  }

  private void warmUp(Rig rig) {
    rig.submitNumbers(200);
    until(() -> done.size() == 200 && rig.pending("work") == 0);
    done.clear();
  }

  @Test
  void keepsAnEntryWhoseHandlerRunsForSeveralLeases(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(1))) {
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      rig.submit("wait");
      until(() -> waiting.get() == 1);
      Ledger otherLedger = new Ledger();
      rig.worker(otherLedger);
      until(() -> ledger.renewed.get() >= 9);
      assertThat(otherLedger.reclaimed.get()).isZero();
      assertThat(rig.pendingEntries("work"))
          .extracting(PendingMessage::getRedeliveryCount)
          .containsExactly(1L);
      go.countDown();
      until(() -> ledger.settled.get() == 1);
      assertThat(ledger.fenced.get()).isZero();
      assertThat(waiting.get()).isEqualTo(1);
    }
  }

  @Test
  void renewsEntriesThatWaitForThoseBeforeThem(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(config -> config.withOrder().withConcurrency(4)))) {
      Ledger ledger = new Ledger();
      Worker worker = rig.worker(ledger);
      SubmitOptions key = SubmitOptions.defaults().withKey("k");
      for (int i = 0; i < 20; i++) {
        rig.jobs().submitAsync(new Text("wait " + i), key);
      }
      until(() -> waiting.get() == 1 && rig.pending("work") == 20);
      long renewed = ledger.renewed.get();
      until(() -> ledger.renewed.get() >= renewed + 7L * 20);
      assertThat(rig.pendingEntries("work"))
          .hasSize(20)
          .allMatch(entry -> entry.getConsumer().equals(worker.consumer()))
          .allMatch(entry -> entry.getMsSinceLastDelivery() < LEASE.toMillis())
          .allMatch(entry -> entry.getRedeliveryCount() == 1);
      go.countDown();
      until(() -> done.size() == 20);
      assertThat(ledger.leasesLost.get()).isZero();
    }
  }

  @Test
  void settlesWhatWasHandledBeforeAnEntryThatTakesItsTime(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(1))) {
      rig.worker();
      warmUp(rig);
      List<String> quick = IntStream.range(0, 3).mapToObj(i -> "quick " + i).toList();
      rig.submitAll(Stream.concat(quick.stream(), Stream.of("wait")).toList());
      until(() -> waiting.get() == 1);
      until(() -> rig.pending("work") == 1);
      go.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void handsBackWhatWaitsWhereAllPlacesAreTakenForLong(int concurrency, RedisSpace space)
      throws Exception {
    try (Rig rig = Rig.on(space, pipeline(concurrency))) {
      Ledger ledger = new Ledger();
      Worker worker = rig.worker(ledger);
      warmUp(rig);
      List<String> waits = IntStream.range(0, concurrency).mapToObj(i -> "wait " + i).toList();
      List<String> quick = IntStream.range(0, 500).mapToObj(i -> "quick " + i).toList();
      rig.submitAll(Stream.of(quick, waits, quick).flatMap(List::stream).toList());
      until(() -> waiting.get() == concurrency);
      rig.worker();
      until(() -> done.size() == 1_000);
      until(() -> rig.pending("work") == concurrency);
      assertThat(rig.pendingEntries("work"))
          .allMatch(entry -> entry.getConsumer().equals(worker.consumer()));
      go.countDown();
      until(() -> done.size() == 1_000 + concurrency);
      assertThat(ledger.leasesLost.get()).isZero();
    }
  }

  private static void steal(Rig rig, String id) {
    Consumer<String> thief = Consumer.from(Keys.GROUP, "thief");
    rig.redis.xclaim(rig.keys.inbox("work"), thief, 0, id);
  }

  @Test
  void interruptsTheHandlerOfALostLeaseAndSettlesNothing(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(1))) {
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      rig.submit("wait");
      until(() -> waiting.get() == 1);
      steal(rig, rig.pendingEntries("work").get(0).getId());
      until(() -> ledger.ended(WorkerListener.Ending.ABANDONED) == 1);
      until(() -> ledger.leasesLost.get() == 1);
      rig.submit("next");
      until(() -> done.contains("next"));
      assertThat(rig.dead("work")).isEmpty();
      assertThat(rig.redis.zcard(rig.keys.later("work"))).isZero();
    }
  }

  @Test
  void doesNotSettleWhatALostHandlerReturnsAllTheSame(RedisSpace space) throws Exception {
    Pipeline<Text> stubborn =
        Pipeline.named("leases")
            .accepts(Text.class)
            .stage(
                "work",
                Text.class,
                (text, context) -> {
                  waiting.incrementAndGet();
                  try {
                    go.await();
                  } catch (InterruptedException e) {
                    return Outcome.finish(text);
                  }
                  return Outcome.drop();
                })
            .build();
    try (Rig rig = Rig.on(space, stubborn)) {
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      var receipt = rig.submit("x");
      until(() -> waiting.get() == 1);
      steal(rig, rig.pendingEntries("work").get(0).getId());
      until(() -> ledger.ended(WorkerListener.Ending.ABANDONED) == 1);
      assertThat(ledger.settled.get()).isZero();
      assertThat(rig.jobs().storedResult(receipt.jobId())).isEmpty();
      assertThat(rig.pending("work")).isEqualTo(1);
    }
  }

  @Test
  void handsBackWhatWaitsBehindASlowHandler(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(1))) {
      Ledger ledger = new Ledger();
      Worker slow = rig.worker(ledger);
      warmUp(rig);
      List<String> texts =
          IntStream.range(0, 60).mapToObj(i -> i == 0 ? "wait" : "after " + i).toList();
      rig.submitAll(texts);
      until(() -> waiting.get() == 1);
      until(() -> rig.pending("work") > 1);
      Ledger otherLedger = new Ledger();
      rig.worker(otherLedger);
      until(() -> done.size() == 59);
      assertThat(otherLedger.reclaimed.get()).isPositive();
      until(() -> rig.pending("work") == 1);
      assertThat(rig.pendingEntries("work").get(0).getConsumer()).isEqualTo(slow.consumer());
      go.countDown();
      until(() -> rig.pending("work") == 0);
      assertThat(done).hasSize(60).doesNotHaveDuplicates();
    }
  }

  @Test
  void countsEntriesThatSomebodyDeletedWhileTheyWerePending(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(1))) {
      Ledger ledger = new Ledger();
      rig.createGroup("work");
      rig.submitNumbers(3);
      String[] ids =
          rig.deliverTo("died", "work", 3).stream()
              .map(message -> message.getId())
              .toArray(String[]::new);
      rig.redis.xdel(rig.keys.inbox("work"), ids[0], ids[2]);
      rig.age("died", "work", LEASE.multipliedBy(2), ids[1]);
      rig.worker(ledger);
      until(() -> done.contains("1"));
      until(() -> ledger.lost.get() == 2);
      rig.submit("wait");
      until(() -> waiting.get() == 1);
      rig.redis.xdel(rig.keys.inbox("work"), rig.pendingEntries("work").get(0).getId());
      until(() -> ledger.lost.get() == 3);
      until(() -> ledger.ended(WorkerListener.Ending.ABANDONED) == 1);
      assertThat(rig.pending("work")).isZero();
    }
  }

  @Test
  void reachesAbandonedEntriesBehindManyThatAreNotWithinSeconds(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(1))) {
      rig.createGroup("work");
      rig.submitNumbers(20_000);
      List<String> ids =
          rig.deliverTo("lives", "work", 20_000).stream().map(message -> message.getId()).toList();
      Ledger ledger = new Ledger();
      rig.worker(ledger, config -> config.withLease(Duration.ofMinutes(1)));
      until(() -> ledger.polls.get() > 1);
      try (LivedTime sinceAbandoned = LivedTime.start()) {
        String[] last = ids.subList(19_990, 20_000).toArray(String[]::new);
        rig.age("died", "work", Duration.ofMinutes(2), last);
        until(() -> done.size() == 10);
        assertThat(sinceAbandoned.elapsed()).isLessThan(Duration.ofSeconds(8));
      }
      assertThat(done).allMatch(text -> Integer.parseInt(text) >= 19_990);
    }
  }
}
