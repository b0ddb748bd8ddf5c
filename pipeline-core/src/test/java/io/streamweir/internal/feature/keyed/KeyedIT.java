package io.streamweir.internal.feature.keyed;

import static io.streamweir.worker.Rig.LEASE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScriptOutputType;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.listener.LaneView;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries with the same key are handled one at a time and in order, others beside them. */
@WithRedis
class KeyedIT {
  private static final FailurePolicy SOON =
      FailurePolicy.attempts(5, Backoff.fixed(Duration.ofMillis(30)));

  private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
  private final Queue<String> doubled = new ConcurrentLinkedQueue<>();
  private final List<String> handled = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();

  private static UnaryOperator<WorkerConfig> working() {
    return config -> config.withStages(Set.of(Keyed.WORK));
  }

  /** Fails the first attempt of every seventh number; notes two of a key at once. */
  private Outcome<Text> work(Text text, StageContext context) throws InterruptedException {
    String key = Keyed.key(text);
    if (running.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet() > 1) {
      doubled.add(text.getValue());
    }
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    try {
      handled.add(text.getValue());
      if (Keyed.number(text) % 7 == 3 && context.attempt() < 3) {
        throw new IllegalStateException("fails " + context.attempt());
      }
      return Outcome.forward(text);
    } finally {
      atOnce.decrementAndGet();
      running.get(key).decrementAndGet();
    }
  }

  private Rig rig(RedisSpace space, int partitions, UnaryOperator<StageConfig> config) {
    return Rig.on(space, Keyed.pipeline(partitions, this::work, config));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void keepsTheOrderOfAKeyAcrossRetries(int concurrency, RedisSpace space) throws Exception {
    try (Rig rig =
        rig(space, 1, c -> c.withOrder().withFailure(SOON).withConcurrency(concurrency))) {
      Keyed.submit(rig, 20, 50);
      rig.worker(new Ledger(), working());
      until(() -> Keyed.logged(rig) == 1_000);
      Keyed.expectOrder(rig, 20, 50);
      until(() -> Keyed.isQuiet(rig));
      assertThat(doubled).isEmpty();
      assertThat(rig.redis.xlen(rig.keys.dead(Keyed.WORK))).isZero();
    }
  }

  /** Holds a retried entry's thread until Redis has given out so many entries. */
  private static WorkerListener holding(CountDownLatch given) {
    return new WorkerListener() {
      @Override
      public void polled(LaneId lane, int entries) {
        for (int i = 0; i < entries; i++) {
          given.countDown();
        }
      }

      @Override
      public void handled(LaneId lane, Ending ending, long nanos) {
        if (ending == Ending.RETRIED) {
          awaitUnlessInterrupted(given);
        }
      }
    };
  }

  private static void awaitUnlessInterrupted(CountDownLatch latch) {
    try {
      assertThat(latch.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** It may be given out again before its crew has noted that it blocks its key. */
  @Test
  void aRetriedEntryDoesNotWaitBehindItself(RedisSpace space) throws Exception {
    CountDownLatch thirdEntry = new CountDownLatch(3);
    CountDownLatch done = new CountDownLatch(1);
    Pipeline<Text> pipeline =
        Keyed.pipeline(
            1,
            (text, context) -> {
              if (Keyed.key(text).equals("slow")) {
                done.await();
              } else if (context.attempt() == 1) {
                throw new IllegalStateException("once");
              }
              return Outcome.forward(text);
            },
            c -> c.withOrder().withFailure(SOON).withConcurrency(4));
    try (Rig rig = Rig.on(space, pipeline)) {
      Keyed.submit(rig, "slow", 0).join();
      Keyed.submit(rig, "key", 0).join();
      rig.worker(new Ledger(), c -> working().apply(c).withListener(holding(thirdEntry)));
      until(() -> Keyed.logged(rig) == 1); // as long as another key is under way
      done.countDown();
      until(() -> Keyed.logged(rig) == 2);
    }
  }

  @Test
  void sharesPartitionsWithWorkersThatComeAndGo(RedisSpace space) throws Exception {
    try (Rig rig = rig(space, 6, c -> c.withOrder().withFailure(SOON).withConcurrency(4))) {
      Worker first = rig.worker(new Ledger(), working());
      until(() -> owned(first) == 6);
      Keyed.submit(rig, 40, 20);
      Worker second = rig.worker(new Ledger(), working());
      Worker third = rig.worker(new Ledger(), working());
      until(() -> owned(first) == 2 && owned(second) == 2 && owned(third) == 2);
      Keyed.submit(rig, 40, 0);
      first.close();
      until(() -> owned(second) == 3 && owned(third) == 3);
      until(() -> Keyed.logged(rig) == 800);
      Keyed.expectOrder(rig, 40, 20);
      assertThat(doubled).isEmpty();
      until(() -> Keyed.isQuiet(rig));
    }
  }

  @Test
  void findsWhatIsPendingAgainWhereAServerLostItsLastWrites(RedisSpace space) throws Exception {
    try (Rig rig = rig(space, 1, c -> c.withOrder().withRetention(Duration.ofMinutes(1)))) {
      Keyed.submit(rig, 3, 3); // the first three numbers never fail
      rig.worker(new Ledger(), working());
      until(() -> Keyed.logged(rig) == 9);
      rig.redis.eval(
          "local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1][2]"
              + " redis.call('XADD', KEYS[1], '*', unpack(first)) return redis.call('XREADGROUP',"
              + " 'GROUP', 'workers', 'gone', 'STREAMS', KEYS[1], '>')",
          ScriptOutputType.MULTI,
          rig.keys.inbox(Keyed.WORK));
      until(() -> handled.size() == 10);
      until(() -> Keyed.isQuiet(rig));
    }
  }

  private static long owned(Worker worker) {
    return worker.lanes().stream().filter(LaneView::owned).count();
  }

  @Test
  void handlesDifferentKeysInParallel(RedisSpace space) throws Exception {
    CountDownLatch together = new CountDownLatch(4);
    try (Rig rig =
        Rig.on(
            space,
            Keyed.pipeline(
                1,
                (text, context) -> {
                  together.countDown();
                  together.await();
                  return Outcome.forward(text);
                },
                c -> c.withOrder().withConcurrency(4)))) {
      rig.worker(new Ledger(), working());
      Keyed.submit(rig, 4, 3);
      until(() -> Keyed.logged(rig) == 12);
      Keyed.expectOrder(rig, 4, 3);
    }
  }

  @Test
  void blocksOnlyTheKeyWhoseFirstEntryWaits(RedisSpace space) throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    try (Rig rig =
        Rig.on(
            space,
            Keyed.pipeline(
                1,
                (text, context) -> {
                  if (Keyed.key(text).equals("key-0") && broken.get()) {
                    throw new IllegalStateException("down");
                  }
                  return Outcome.forward(text);
                },
                c ->
                    c.withOrder()
                        .withConcurrency(2)
                        .withFailure(
                            FailurePolicy.attempts(
                                1_000, Backoff.fixed(Duration.ofMillis(200))))))) {
      rig.worker(new Ledger(), working());
      for (int i = 0; i < 3_000; i++) {
        Keyed.submit(rig, "key-0", i);
      }
      for (int i = 0; i < 50; i++) {
        Keyed.submit(rig, "key-1", i).join();
      }
      until(() -> Keyed.logged(rig) == 50);
      until(() -> rig.redis.zcard(rig.keys.parked(Keyed.WORK)) >= 2_999);
      broken.set(false);
      until(() -> Keyed.logged(rig) == 3_050);
      assertThat(Keyed.jobsByKey(rig).get("key-0"))
          .hasSize(3_000)
          .isSortedAccordingTo(KeyedIT::byNumber);
      until(() -> Keyed.isQuiet(rig));
    }
  }

  private static int byNumber(String one, String other) {
    return Integer.compare(last(one), last(other));
  }

  private static int lastOf(List<String> payloads) {
    return last(payloads.get(payloads.size() - 1));
  }

  private static int last(String payload) {
    return Integer.parseInt(payload.substring(payload.lastIndexOf(' ') + 1));
  }

  @Test
  void goesOnBehindADeadLetterAndACancelledJob(RedisSpace space) throws Exception {
    AtomicBoolean open = new AtomicBoolean();
    try (Rig rig =
        Rig.on(
            space,
            Keyed.pipeline(
                1,
                (text, context) -> {
                  if (Keyed.number(text) == 0 && !open.get()) {
                    return Outcome.retryLater(Duration.ofMillis(100), "not yet");
                  }
                  return Keyed.number(text) == 0 ? Outcome.reject("never") : Outcome.forward(text);
                },
                c ->
                    c.withOrder()
                        .withFailure(FailurePolicy.attempts(1_000, Backoff.fixed(LEASE)))))) {
      rig.worker(new Ledger(), working());
      Keyed.submit(rig, "key", 0).join();
      until(() -> rig.redis.zcard(rig.keys.blocked(Keyed.WORK)) == 1);
      Receipt cancelled =
          rig.jobs().submit(new Text("key 1"), SubmitOptions.defaults().withKey("key"));
      Keyed.submit(rig, "key", 2).join();
      rig.jobs().cancel(cancelled);
      open.set(true);
      // A stage that has not heard of the cancel yet may still forward what is cancelled.
      until(() -> Keyed.logged(rig) > 0 && lastOf(Keyed.jobsByKey(rig).get("key")) == 2);
      assertThat(rig.dead(Keyed.WORK)).hasSize(1);
      until(() -> Keyed.isQuiet(rig));
    }
  }

  @Test
  void handsOnWhatADrainingWorkerHad(RedisSpace space) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    AtomicBoolean hangs = new AtomicBoolean(true);
    try (Rig rig =
        Rig.on(
            space,
            Keyed.pipeline(
                1,
                (text, context) -> {
                  handled.add(text.getValue());
                  if (hangs.get()) {
                    never.await();
                  }
                  return Outcome.forward(text);
                },
                c -> c.withOrder().withConcurrency(4)))) {
      Worker first =
          rig.worker(new Ledger(), c -> working().apply(c).withLease(Duration.ofMinutes(1)));
      Keyed.submit(rig, 8, 5);
      until(() -> handled.size() == 4);
      hangs.set(false);
      first.close(); // interrupts what hangs after a second
      rig.worker(new Ledger(), working());
      until(() -> Keyed.logged(rig) == 40);
      Keyed.expectOrder(rig, 8, 5);
    }
  }

  @Test
  void keepsTheOrderWhereConnectionsBreak(RedisSpace space) throws Exception {
    try (Rig rig = rig(space, 2, c -> c.withOrder().withFailure(SOON).withConcurrency(4));
        TcpProxy proxy = TcpProxy.to(space.server())) {
      Keyed.submit(rig, 50, 200);
      rig.worker(rig.linkTo(proxy), rig.pipeline, new Ledger(), working());
      for (int i = 1; i <= 4; i++) {
        int until = i * 1_500;
        until(() -> Keyed.logged(rig) > until);
        proxy.cut();
      }
      until(() -> Keyed.logged(rig) >= 10_000);
      Keyed.expectOrder(rig, 50, 200);
      until(() -> Keyed.isQuiet(rig));
      assertThat(doubled).isEmpty();
    }
  }

  /** A partition that goes to the second worker lets none begin, so nothing waits for long. */
  @Test
  void runsSeveralOfAKeyWhereItIsOnlyLimited(RedisSpace space) throws Exception {
    AtomicInteger most = new AtomicInteger();
    AtomicInteger now = new AtomicInteger();
    CountDownLatch three = new CountDownLatch(1);
    try (Rig rig =
        Rig.on(
            space,
            Keyed.pipeline(
                2,
                (text, context) -> {
                  if (most.accumulateAndGet(now.incrementAndGet(), Math::max) == 3) {
                    three.countDown();
                  }
                  try {
                    three.await(500, TimeUnit.MILLISECONDS);
                    return Outcome.forward(text);
                  } finally {
                    now.decrementAndGet();
                  }
                },
                c -> c.withMaxRunningPerKey(3).withConcurrency(16)))) {
      rig.worker(new Ledger(), working());
      rig.worker(new Ledger(), working());
      for (int i = 0; i < 200; i++) {
        Keyed.submit(rig, "one", i);
      }
      until(() -> Keyed.logged(rig) == 200);
      assertThat(most).hasValue(3);
    }
  }
}
