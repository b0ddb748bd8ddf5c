package io.streamweir.internal.feature.pause;

import static io.streamweir.worker.Rig.eventually;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.inspect.PauseOptions;
import io.streamweir.inspect.Pauses;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.pause.Work.Kind;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Priority;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Pauses while real workers work. */
@WithRedis
@Execution(ExecutionMode.CONCURRENT)
class PauseIT {
  private static final int KEYS = 8;
  private static final Duration STILL = Duration.ofMillis(600);
  private static final long SOON = TimeUnit.SECONDS.toNanos(1);

  /** Jobs {@code KEY NUMBER}, the numbers of each key in their order. */
  private static List<Receipt> submit(Rig rig, int count) {
    List<CompletableFuture<Receipt>> submits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SubmitOptions options = SubmitOptions.defaults().withKey("key-" + i % KEYS);
      if (rig.pipeline.priorities().size() > 1) {
        options = options.withPriority(Priority.values()[i % 3]);
      }
      submits.add(rig.jobs().submitAsync(new Text("key-" + i % KEYS + " " + i / KEYS), options));
    }
    return submits.stream().map(CompletableFuture::join).toList();
  }

  /** Nothing has begun for a while. */
  private static void awaitStill(Work work) {
    awaitStill(work, STILL);
  }

  /** Nothing has begun for so long. */
  static void awaitStill(Work work, Duration time) {
    int[] seen = {-1};
    eventually()
        .during(time)
        .until(
            () -> {
              boolean still = seen[0] == work.begun.size();
              seen[0] = work.begun.size();
              return still;
            });
  }

  static void expectNoneBegun(Work work, long sinceNanos) {
    assertThat(work.begun).allSatisfy(begun -> assertThat(begun.at()).isLessThan(sinceNanos));
  }

  private static void awaitEnds(Rig rig, List<Receipt> jobs) throws Exception {
    for (Receipt job : jobs) {
      rig.value(job);
    }
  }

  static void expectOrder(Work work) {
    Map<String, List<Integer>> byKey = new HashMap<>();
    for (Work.Begun begun : work.begun) {
      String[] words = begun.text().split(" ");
      byKey.computeIfAbsent(words[0], key -> new ArrayList<>()).add(Integer.valueOf(words[1]));
    }
    byKey.forEach(
        (key, numbers) ->
            assertThat(numbers)
                .as(key)
                .isEqualTo(IntStream.range(0, numbers.size()).boxed().toList()));
  }

  private static long dead(Rig rig) {
    return Keys.levels(rig.link, rig.pipeline).stream()
        .mapToLong(keys -> rig.redis.xlen(keys.dead(Work.STAGE)))
        .sum();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"INLINE", "KEYED", "BATCH"})
  void beginsNothingWhilePausedAndAllWhenResumed(Kind kind, RedisSpace space) throws Exception {
    Work work = new Work(4);
    try (Rig rig = Rig.on(space, work.pipeline(kind))) {
      Pauses pauses = new Pauses(rig.link, rig.pipeline);
      rig.worker();
      rig.worker();
      List<Receipt> jobs = submit(rig, 1_000);
      until(() -> work.begun.size() > 100);
      pauses.pause(Work.STAGE, PauseOptions.defaults());
      long paused = System.nanoTime();
      awaitStill(work);
      expectNoneBegun(work, paused + SOON);
      assertThat(work.begun).hasSizeLessThan(1_000);

      assertThat(pauses.resume(Work.STAGE)).isPresent();
      awaitEnds(rig, jobs);
      assertThat(work.begun).hasSize(1_000); // so each once
      assertThat(dead(rig)).isZero();
      if (kind == Kind.KEYED || kind == Kind.KEYED_INLINE) {
        expectOrder(work);
      }
    }
  }

  @Tag("matrix")
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      mode = Mode.EXCLUDE,
      names = {"INLINE", "KEYED", "BATCH"})
  void beginsNothingWhilePausedAndAllWhenResumedOfOtherKinds(Kind kind, RedisSpace space)
      throws Exception {
    beginsNothingWhilePausedAndAllWhenResumed(kind, space);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"INLINE", "KEYED", "BATCH"})
  void countsNoDeliveryByPauses(Kind kind, RedisSpace space) throws Exception {
    Work work = new Work(2);
    try (Rig rig = Rig.on(space, work.pipeline(kind))) {
      Pauses pauses = new Pauses(rig.link, rig.pipeline);
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      rig.worker(ledger);
      List<Receipt> jobs = submit(rig, 2_000);
      until(() -> work.begun.size() > 10); // so that all groups are there
      for (int i = 0; i < 20; i++) {
        int before = work.begun.size();
        pauses.pause(Work.STAGE, PauseOptions.defaults());
        awaitDeliveriesAtMost(rig, 1);
        pauses.resume(Work.STAGE);
        until(() -> work.begun.size() > before || work.begun.size() == 2_000);
      }
      awaitEnds(rig, jobs);
      assertThat(dead(rig)).isZero();
      assertThat(work.begun).hasSize(2_000);
      assertThat(ledger.fenced).hasValue(0);
    }
  }

  @Tag("matrix")
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      mode = Mode.EXCLUDE,
      names = {"INLINE", "KEYED", "BATCH"})
  void countsNoDeliveryByPausesOfOtherKinds(Kind kind, RedisSpace space) throws Exception {
    countsNoDeliveryByPauses(kind, space);
  }

  /** Until all that waits was handed back, and none of it looks as if it had been begun. */
  private static void awaitDeliveriesAtMost(Rig rig, long most) {
    for (Keys keys : Keys.levels(rig.link, rig.pipeline)) {
      until(
          () ->
              rig
                  .redis
                  .xpending(
                      keys.inbox(Work.STAGE),
                      Keys.GROUP,
                      io.lettuce.core.Range.unbounded(),
                      io.lettuce.core.Limit.from(1_000))
                  .stream()
                  .allMatch(
                      entry ->
                          entry.getConsumer().equals(Keys.HANDED_BACK)
                              && entry.getRedeliveryCount() < most));
    }
  }

  @Test
  void staysPausedWhenWorkersStart(RedisSpace space) throws Exception {
    Work work = new Work(1);
    try (Rig rig = Rig.on(space, work.pipeline(Kind.POOLED))) {
      Pauses pauses = new Pauses(rig.link, rig.pipeline);
      pauses.pause(PauseOptions.defaults());
      Worker first = rig.worker();
      List<Receipt> jobs = submit(rig, 50);
      first.close();
      rig.worker();
      awaitStill(work);
      assertThat(work.begun).isEmpty();
      pauses.resume();
      awaitEnds(rig, jobs);
    }
  }

  @Test
  void resumesByItselfWhenItsTimeIsUp(RedisSpace space) throws Exception {
    Work work = new Work(1);
    try (Rig rig = Rig.on(space, work.pipeline(Kind.INLINE))) {
      Pauses pauses = new Pauses(rig.link, rig.pipeline);
      long paused = System.nanoTime();
      pauses.pause(Work.STAGE, PauseOptions.defaults().withDuration(Duration.ofSeconds(2)));
      rig.worker();
      List<Receipt> jobs = submit(rig, 10);
      awaitEnds(rig, jobs);
      assertThat(work.begun)
          .allSatisfy(
              begun -> assertThat(begun.at() - paused).isGreaterThan(TimeUnit.SECONDS.toNanos(2)));
      assertThat(pauses.list()).isEmpty();
    }
  }

  @Test
  void pausesOneStageAndLetsTheOthersWork(RedisSpace space) throws Exception {
    Work work = new Work(1);
    Pipeline<Text> pipeline = work.pipeline(Kind.INLINE);
    try (Rig rig = Rig.on(space, pipeline)) {
      Pauses pauses = new Pauses(rig.link, pipeline);
      pauses.pause("end", PauseOptions.defaults());
      rig.worker();
      List<Receipt> jobs = submit(rig, 20);
      until(() -> work.begun.size() == 20);
      until(() -> ends(rig) == 20);
      pauses.resume("end");
      awaitEnds(rig, jobs);
    }
  }

  private static long ends(Rig rig) {
    return Keys.levels(rig.link, rig.pipeline).stream()
        .mapToLong(keys -> rig.redis.xlen(keys.inbox("end")))
        .sum();
  }
}
