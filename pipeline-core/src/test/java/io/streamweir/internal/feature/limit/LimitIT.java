package io.streamweir.internal.feature.limit;

import static io.streamweir.testkit.Patience.PATIENCE;
import static io.streamweir.worker.Rig.LEASE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.inspect.PauseOptions;
import io.streamweir.inspect.Pauses;
import io.streamweir.listener.LaneView;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.redis.CommandListener;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Meeting;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class LimitIT {
  private final Queue<Long> begun = new ConcurrentLinkedQueue<>();
  private final Queue<String> handled = new ConcurrentLinkedQueue<>();

  private Pipeline<Text> limited(
      int partitions, Stage<Text, Text> handler, UnaryOperator<StageConfig> config) {
    return Pipeline.named("limited")
        .accepts(Text.class)
        .partitions(partitions)
        .stage("work", Text.class, handler, config)
        .build();
  }

  private Outcome<Text> note(Text text) {
    begun.add(System.nanoTime());
    handled.add(text.getValue());
    return Outcome.drop();
  }

  private Outcome<Text> meet(Meeting meeting, Text text) throws InterruptedException {
    meeting.attend(1);
    return note(text);
  }

  private void expectWithin(RateLimit rate) {
    List<Long> times = new ArrayList<>(begun);
    times.sort(Long::compare);
    int allowed = rate.permits() + rate.burst();
    // Reads that arrive late, as on a busy machine, come together with the next ones.
    long window = rate.per().minusMillis(400).toNanos();
    for (int i = 0; i + allowed < times.size(); i++) {
      assertThat(times.get(i + allowed) - times.get(i)).isGreaterThan(window);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void keepsARateOverWorkersAndPartitions(int concurrency, RedisSpace space) throws Exception {
    RateLimit rate = RateLimit.of(200, Duration.ofSeconds(1)).withBurst(20);
    try (Rig rig =
        Rig.on(
            space,
            limited(
                3,
                (text, context) -> note(text),
                config -> config.withRateLimit(rate).withConcurrency(concurrency)))) {
      rig.worker();
      rig.worker();
      rig.submitNumbers(520);
      until(() -> handled.size() == 520);
      expectWithin(rate);
      List<Long> times = begun.stream().sorted().toList();
      long took = TimeUnit.NANOSECONDS.toMillis(times.get(519) - times.get(0));
      assertThat(took).as("500 behind a burst of 20").isBetween(2_000L, 6_000L);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void neverRunsMoreAtOnceThanItMay(int concurrency, RedisSpace space) throws Exception {
    Meeting meeting = new Meeting(4);
    try (Rig rig =
        Rig.on(
            space,
            limited(
                3,
                (text, context) -> meet(meeting, text),
                config -> config.withMaxRunning(4).withConcurrency(concurrency)))) {
      rig.worker();
      rig.worker();
      rig.submitNumbers(200);
      until(() -> handled.size() == 200);
      assertThat(meeting.most()).isEqualTo(4);
      assertThat(handled).doesNotHaveDuplicates();
    }
  }

  @Test
  void countsEveryEntryOfABatch(RedisSpace space) throws Exception {
    Meeting meeting = new Meeting(5);
    Pipeline<Text> pipeline =
        Pipeline.named("limited")
            .accepts(Text.class)
            .partitions(2)
            .batchStage(
                "work",
                Text.class,
                batch -> {
                  meeting.attend(batch.size());
                  batch.forEach(entry -> handled.add(entry.input().getValue()));
                  return batch.stream().map(entry -> Outcome.<Text>drop()).toList();
                },
                config -> config.withMaxRunning(5).withBatch(4, Duration.ofMillis(2)))
            .build();
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      rig.worker();
      rig.submitNumbers(100);
      until(() -> handled.size() == 100);
      assertThat(meeting.most()).isBetween(2, 5);
    }
  }

  @Test
  void keepsTheOrderOfWhatWaits(RedisSpace space) throws Exception {
    RateLimit rate = RateLimit.of(500, Duration.ofSeconds(1));
    try (Rig rig =
        Rig.on(
            space,
            limited(
                1,
                (text, context) -> note(text),
                config -> config.withRateLimit(rate).withMaxRunning(1)))) {
      rig.worker();
      rig.worker();
      rig.submitNumbers(100);
      until(() -> handled.size() == 100);
      assertThat(handled).map(Integer::valueOf).isSorted();
    }
  }

  @Test
  void leavesTheOtherStagesOfTheWorkerAlone(RedisSpace space) throws Exception {
    Pipeline<Text> two =
        Pipeline.named("limited")
            .accepts(Text.class)
            .stage("fast", Text.class, (text, context) -> Outcome.forward(text))
            .stage(
                "slow",
                Text.class,
                (text, context) -> note(text),
                config -> config.withRateLimit(RateLimit.of(1, Duration.ofHours(1))))
            .build();
    try (Rig rig = Rig.on(space, two)) {
      Worker worker = rig.worker();
      rig.submitNumbers(20_000);
      until(() -> rig.length("slow") >= 20_000 - 1); // the first may be trimmed already
      until(() -> handled.size() == 1);
      LaneView slow = worker.lanes().get(1);
      until(slow::throttled);
      assertThat(worker.lanes().get(0).throttled()).isFalse();
      assertThat(slow.sinceContact()).isLessThan(Duration.ofSeconds(2));
      assertThat(rig.pending("slow")).isZero();
    }
  }

  @Test
  void asksSeldomWhileNothingIsPermitted(RedisSpace space) throws Exception {
    RateLimit rate = RateLimit.of(1, Duration.ofHours(1));
    try (Rig rig =
        Rig.on(
            space,
            limited(1, (text, context) -> note(text), config -> config.withRateLimit(rate)))) {
      AtomicInteger asked = new AtomicInteger();
      rig.submitNumbers(10);
      Worker worker = rig.worker();
      until(() -> handled.size() == 1 && worker.lanes().get(0).throttled());
      long begun = System.nanoTime();
      rig.link.listen(
          new CommandListener() {
            @Override
            public void answered(String command, long nanos) {
              if (command.equals("limit")) {
                asked.incrementAndGet();
              }
            }
          });
      until(() -> asked.get() == 3);
      assertThat(System.nanoTime() - begun).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
      assertThat(handled).hasSize(1);
    }
  }

  @Test
  void givesThePlacesOfAKilledWorkerAwayWithItsLease(RedisSpace space) throws Exception {
    CountDownLatch done = new CountDownLatch(4);
    Meeting meeting = new Meeting(LimitedWorkerMain.MAX_RUNNING);
    Pipeline<Text> pipeline =
        LimitedWorkerMain.pipeline(
            (text, context) -> {
              Outcome<Text> outcome = meet(meeting, text);
              done.countDown();
              return outcome;
            });
    try (Rig rig = Rig.on(space, pipeline);
        ChildJvm jvm =
            ChildJvm.start(LimitedWorkerMain.class, space.uri(), space.namespace(), "victim")) {
      jvm.awaitOutput("ready.", PATIENCE);
      rig.submitNumbers(LimitedWorkerMain.MAX_RUNNING);
      until(() -> jvm.output().split("hanging", -1).length > LimitedWorkerMain.MAX_RUNNING);
      rig.submitNumbers(2);
      Worker worker = rig.worker();
      until(() -> worker.lanes().stream().anyMatch(LaneView::throttled));
      assertThat(handled).isEmpty();
      jvm.kill();
      long killed = System.nanoTime();
      assertThat(done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      Duration took = Duration.ofNanos(System.nanoTime() - killed);
      assertThat(took).isLessThan(LEASE.plusSeconds(2));
      assertThat(meeting.most()).isLessThanOrEqualTo(LimitedWorkerMain.MAX_RUNNING);
    }
  }

  @Test
  void goesOnWhereTheLimitIsLost(RedisSpace space) throws Exception {
    String key = space.namespace() + ":{limited}:limit:work";
    Meeting meeting = new Meeting(2);
    CountDownLatch lost = new CountDownLatch(1);
    try (Rig rig =
        Rig.on(
            space,
            limited(
                1,
                (text, context) -> {
                  if (handled.size() > 10) {
                    lost.await();
                  }
                  return meet(meeting, text);
                },
                config -> config.withMaxRunning(2).withConcurrency(4)))) {
      rig.worker();
      rig.submitNumbers(100);
      until(() -> handled.size() > 10);
      rig.redis.del(key, key + ":running", key + ":until", key + ":waiting");
      lost.countDown();
      until(() -> handled.size() == 100);
      until(() -> rig.pending("work") == 0);
      rig.submitNumbers(1);
      until(() -> handled.size() == 101);
    }
  }

  @Test
  void leavesNoPlaceTakenBehindADrain(RedisSpace space) throws Exception {
    try (Rig rig =
        Rig.on(
            space,
            limited(
                1,
                (text, context) -> note(text),
                config -> config.withMaxRunning(1).withConcurrency(4)))) {
      Worker first = rig.worker(new Ledger(), config -> config.withLease(Duration.ofMinutes(1)));
      rig.submitNumbers(5);
      until(() -> !handled.isEmpty());
      first.close();
      rig.worker();
      until(() -> handled.size() == 5);
    }
  }

  /** Handles quickly, but hangs once where many entries wait behind the one that it is given. */
  private final class HangsOnce {
    final AtomicReference<LaneView> lane = new AtomicReference<>();
    final CountDownLatch hangs = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);
    private final AtomicBoolean first = new AtomicBoolean(true);

    Outcome<Text> handle(Text text) throws InterruptedException {
      LaneView at = lane.get();
      if (at != null && at.held() > 5 && first.getAndSet(false)) {
        hangs.countDown();
        released.await();
      }
      return note(text);
    }

    Rig rig(RedisSpace space, int maxRunning, int concurrency) {
      return Rig.on(
          space,
          limited(
              1,
              (text, context) -> handle(text),
              config -> config.withMaxRunning(maxRunning).withConcurrency(concurrency)));
    }

    /** With a lease so long that nothing is handed back for the handler's slowness. */
    void workIn(Rig rig) throws InterruptedException {
      Worker worker = rig.worker(new Ledger(), config -> config.withLease(Duration.ofMinutes(1)));
      lane.set(worker.lanes().get(0));
      assertThat(hangs.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void countsNothingThatWaitsBehindAPlaceAndGivesItBackOnAPause(int concurrency, RedisSpace space)
      throws Exception {
    HangsOnce handler = new HangsOnce();
    try (Rig rig = handler.rig(space, 1, concurrency)) {
      rig.submitNumbers(1_000);
      handler.workIn(rig);
      String running = space.namespace() + ":{limited}:limit:work:running";
      assertThat(rig.redis.hget(running, "total")).isEqualTo("1");

      Pauses pauses = new Pauses(rig.link, rig.pipeline);
      pauses.pause("work", PauseOptions.defaults());
      until(() -> handler.lane.get().held() == 1);
      handler.released.countDown();
      pauses.resume("work");

      until(() -> handled.size() == 1_000);
      assertThat(handled).doesNotHaveDuplicates();
    }
  }

  @Test
  void letsWhatWaitsBehindASlowHandlerHaveAnotherPlace(RedisSpace space) throws Exception {
    HangsOnce handler = new HangsOnce();
    try (Rig rig = handler.rig(space, 2, 4)) {
      rig.submitNumbers(1_000);
      handler.workIn(rig);
      until(() -> handled.size() == 999);
      handler.released.countDown();
      until(() -> handled.size() == 1_000);
    }
  }
}
