package io.streamweir.internal.feature.dedupe;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Dedupe;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@WithRedis
class UniqueIT {
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
  private final AtomicInteger tooMany = new AtomicInteger();

  /** What the text says happens in the first stage; the second one counts. */
  private final Pipeline<Text> pipeline =
      Pipeline.named("unique")
          .accepts(Text.class)
          .stage(
              "work",
              Text.class,
              this::work,
              c ->
                  c.withConcurrency(8)
                      .withFailure(FailurePolicy.attempts(3, Backoff.fixed(Duration.ofMillis(50)))))
          .stage("last", Text.class, this::last, c -> c.withConcurrency(8))
          .build();

  private Outcome<Text> work(Text text, StageContext context) throws Exception {
    switch (text.getValue().split(" ")[0]) {
      case "wait" -> {
        waiting.incrementAndGet();
        go.await();
      }
      case "retry" -> {
        if (context.attempt() < 3) {
          throw new IllegalStateException("not yet");
        }
      }
      case "reject" -> {
        return Outcome.reject("no");
      }
      case "drop" -> {
        return Outcome.drop();
      }
      case "fork" -> {
        return Outcome.forwardAll(List.of(new Text("short"), new Text("wait"), new Text("short")));
      }
      case "key" -> {
        AtomicInteger now = running.computeIfAbsent(text.getValue(), key -> new AtomicInteger());
        tooMany.addAndGet(now.incrementAndGet() > 1 ? 1 : 0);
      }
      default -> {}
    }
    return Outcome.forward(text);
  }

  private Outcome<Text> last(Text text, StageContext context) throws Exception {
    if (text.getValue().equals("wait") && !context.path().isEmpty()) {
      waiting.incrementAndGet();
      go.await();
    }
    AtomicInteger now = running.get(text.getValue());
    if (now != null) {
      now.decrementAndGet();
    }
    return Outcome.<Text>finish(text).counting(Count.one("last", text.getValue()));
  }

  private static SubmitOptions untilEnded(String key) {
    return SubmitOptions.defaults().withDedupe(Dedupe.untilFinished(key));
  }

  private static SubmitOptions debounce(String key, long millis) {
    return SubmitOptions.defaults().withDedupe(Dedupe.debounce(key, Duration.ofMillis(millis)));
  }

  private static Receipt submit(Rig rig, String text, SubmitOptions options) {
    return rig.jobs().submit(new Text(text), options);
  }

  private static boolean free(Rig rig, String key) {
    return rig.redis.exists(rig.keys.unique(key)) == 0;
  }

  @Test
  void keepsOthersAwayUntilItHasFinished(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      Receipt first = submit(rig, "wait", untilEnded("k"));
      until(() -> waiting.get() == 1);
      Receipt second = submit(rig, "other", untilEnded("k"));
      assertThat(second).isEqualTo(new Receipt(first.jobId(), 0, true));
      assertThat(submit(rig, "elsewhere", untilEnded("other")).duplicate()).isFalse();
      go.countDown();
      assertThat(rig.value(second)).isEqualTo("wait");
      assertThat(free(rig, "k")).as("in the step that stored the result").isTrue();
      assertThat(submit(rig, "again", untilEnded("k")).duplicate()).isFalse();
    }
  }

  @Test
  void letsOthersInHoweverItEnds(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      Receipt rejected = submit(rig, "reject", untilEnded("reject"));
      Receipt retried = submit(rig, "retry", untilEnded("retry"));
      submit(rig, "drop", untilEnded("drop"));
      assertThat(rig.failure(rejected).reason()).isEqualTo("rejected");
      assertThat(free(rig, "reject")).isTrue();
      until(() -> free(rig, "drop"));
      assertThat(rig.value(retried)).isEqualTo("retry");
      assertThat(free(rig, "retry")).isTrue();
    }
  }

  @Test
  void holdsUntilTheLastOfItsOutputsHasEnded(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      Receipt first = submit(rig, "fork", untilEnded("k"));
      until(() -> rig.count("last", "short") == 2 && waiting.get() == 1);
      assertThat(submit(rig, "x", untilEnded("k"))).isEqualTo(new Receipt(first.jobId(), 0, true));
      go.countDown();
      until(() -> rig.count("last", "wait") == 1);
      assertThat(free(rig, "k")).isTrue();
    }
  }

  @Test
  void isStillHeldWhileADeadWorkersEntryWaitsForAnother(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.createGroup("work");
      Receipt first = submit(rig, "x", untilEnded("k"));
      String id = rig.deliverTo("died", "work", 1).get(0).getId();
      assertThat(submit(rig, "y", untilEnded("k")).duplicate()).isTrue();
      rig.age("died", "work", Rig.LEASE.multipliedBy(2), id);
      rig.worker();
      assertThat(rig.value(first)).isEqualTo("x");
      assertThat(submit(rig, "y", untilEnded("k")).duplicate()).isFalse();
    }
  }

  @Test
  void neverRunsTwoWithOneKeyHoweverManySubmit(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      rig.worker();
      rig.jobs();
      AtomicInteger accepted = new AtomicInteger();
      inParallel(
          4,
          submitter -> {
            for (int i = 0; i < 400; i++) {
              String key = "key " + i % 3;
              accepted.addAndGet(submit(rig, key, untilEnded(key)).duplicate() ? 0 : 1);
            }
          });
      until(() -> IntStream.range(0, 3).allMatch(i -> free(rig, "key " + i)));
      long finished = IntStream.range(0, 3).mapToLong(i -> rig.count("last", "key " + i)).sum();
      assertThat(finished).isEqualTo(accepted.get()).isGreaterThan(3);
      assertThat(tooMany.get()).isZero();
    }
  }

  /** What one of several threads does. */
  private interface Part {
    void run(int number) throws Exception;
  }

  private static void inParallel(int threads, Part part) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> parts = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      parts.add(
          pool.submit(
              () -> {
                part.run(number);
                return null;
              }));
    }
    for (Future<?> each : parts) {
      each.get(Patience.SECONDS, TimeUnit.SECONDS);
    }
    pool.shutdown();
  }

  @Test
  void runsTheLastOfThoseThatCameInTime(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      List<Receipt> receipts = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        receipts.add(submit(rig, "" + i, debounce("k", 400)));
      }
      String jobId = receipts.get(0).jobId();
      assertThat(receipts.get(0)).isEqualTo(new Receipt(jobId, 0, false));
      assertThat(receipts.subList(1, 20))
          .containsOnly(new Receipt(jobId, 0, false, true)); // all are one job
      assertThat(rig.value(receipts.get(0))).isEqualTo("19");
      assertThat(rig.counters("last")).containsExactly(Map.entry("19", "1"));
      assertThat(free(rig, "k")).isTrue();
    }
  }

  @Test
  void letsTheLastOneWinHoweverManySubmit(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      rig.worker();
      rig.jobs();
      Map<String, Receipt> receipts = new ConcurrentHashMap<>();
      inParallel(
          4,
          submitter -> {
            for (int i = 0; i < 250; i++) {
              String text = submitter + "/" + i;
              receipts.put(text, submit(rig, text, debounce("k", 5)));
            }
          });
      Receipt last = submit(rig, "last of all", debounce("k", 5));
      assertThat(rig.value(last)).isEqualTo("last of all");
      long jobs = receipts.values().stream().filter(r -> !r.replaced()).count();
      jobs += last.replaced() ? 0 : 1;
      long expected = jobs;
      until(
          () ->
              rig.counters("last").values().stream().mapToLong(Long::parseLong).sum() == expected);
      for (Receipt receipt : receipts.values()) {
        assertThat(rig.result(receipt).jobId()).isEqualTo(receipt.jobId()); // nobody waits in vain
      }
      assertThat(rig.counters("last").values()).containsOnly("1");
    }
  }

  @Test
  void beginsInTheEndHoweverManyFollow(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      Dedupe dedupe = Dedupe.debounce("k", Duration.ofMinutes(1), Duration.ofMillis(300));
      SubmitOptions options = SubmitOptions.defaults().withDedupe(dedupe);
      Receipt first = submit(rig, "0", options);
      int i = 1;
      while (submit(rig, "" + i, options).jobId().equals(first.jobId())) {
        i++;
      }
      assertThat(rig.value(first)).isEqualTo("" + (i - 1));
    }
  }

  @Test
  void aCancelledJobKeepsNobodyAwayAndGivesNobodyItsPlace(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline)) {
      Receipt held = submit(rig, "a", untilEnded("k").withDelay(Duration.ofHours(1)));
      Receipt waits = submit(rig, "b", debounce("d", 3_600_000));
      assertThat(submit(rig, "x", untilEnded("k")).duplicate()).isTrue();
      rig.jobs().cancel(held);
      rig.jobs().cancel(waits);
      Receipt second = submit(rig, "x", untilEnded("k"));
      Receipt last = submit(rig, "y", debounce("d", 1));
      assertThat(second.duplicate()).isFalse();
      assertThat(last.replaced()).isFalse();
      rig.worker();
      assertThat(rig.value(second)).isEqualTo("x");
      assertThat(rig.value(last)).isEqualTo("y");
      assertThat(rig.redis.zcard(rig.keys.later("work"))).as("the first one").isEqualTo(1);
    }
  }

  @Test
  void letsGoWhereItIsCancelledWhileItRuns(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      Receipt first = submit(rig, "wait", untilEnded("k"));
      until(() -> waiting.get() == 1);
      rig.jobs().cancel(first);
      until(() -> free(rig, "k"));
      assertThat(submit(rig, "x", untilEnded("k")).duplicate()).isFalse();
    }
  }

  @Test
  void refusesADelayBesideADebounce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> debounce("k", 5).withDelay(Duration.ofSeconds(1)))
        .withMessageContaining("waits by itself");
    assertThatIllegalArgumentException().isThrownBy(() -> debounce("k", 0));
  }
}
