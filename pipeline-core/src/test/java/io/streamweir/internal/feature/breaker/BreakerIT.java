package io.streamweir.internal.feature.breaker;

import static io.streamweir.internal.feature.breaker.Outage.BREAKER;
import static io.streamweir.worker.Rig.eventually;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.breaker.Outage.Kind;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.BreakerConfig;
import io.streamweir.pipeline.Priority;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Outages of what a stage calls, while real workers work. */
@WithRedis
@Execution(ExecutionMode.CONCURRENT)
class BreakerIT {
  private static final int KEYS = 20;
  private static final Duration LASTS = Duration.ofSeconds(5);

  /** Jobs {@code KEY NUMBER}, the numbers of each key in their order. */
  static List<Receipt> submit(Rig rig, int count) {
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

  static long dead(Rig rig) {
    return Keys.levels(rig.link, rig.pipeline).stream()
        .mapToLong(keys -> rig.redis.xlen(keys.dead(Outage.STAGE)))
        .sum();
  }

  private static void last(Duration time) {
    long begun = System.nanoTime();
    eventually().until(() -> System.nanoTime() - begun > time.toNanos());
  }

  static void awaitEnds(Rig rig, List<Receipt> jobs) throws Exception {
    for (Receipt job : jobs) {
      rig.value(job);
    }
  }

  private static void expectOrder(Outage outage) {
    Map<String, List<Integer>> byKey = new HashMap<>();
    for (String text : outage.succeeded) {
      String[] words = text.split(" ");
      byKey.computeIfAbsent(words[0], key -> new ArrayList<>()).add(Integer.valueOf(words[1]));
    }
    assertThat(byKey).hasSize(KEYS);
    byKey.forEach(
        (key, numbers) ->
            assertThat(numbers)
                .as(key)
                .isEqualTo(IntStream.range(0, numbers.size()).boxed().toList()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"INLINE", "KEYED", "BATCH"})
  void turnsNoBacklogIntoDeadLetters(Kind kind, RedisSpace space) throws Exception {
    Outage outage = new Outage();
    try (Rig rig = Rig.on(space, outage.pipeline(kind, stage -> stage.withBreaker(BREAKER)))) {
      outage.away = true;
      List<Receipt> jobs = submit(rig, 2_000);
      rig.worker();
      rig.worker();
      last(LASTS);
      assertThat(outage.failed).hasSizeBetween(12, 500);
      outage.away = false;
      awaitEnds(rig, jobs);
      assertThat(dead(rig)).isZero();
      if (kind != Kind.BATCH) {
        assertThat(outage.succeeded).hasSize(2_000); // so each once
      }
      if (kind == Kind.KEYED || kind == Kind.KEYED_INLINE) {
        expectOrder(outage);
      }
    }
  }

  @Tag("matrix")
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      mode = Mode.EXCLUDE,
      names = {"INLINE", "KEYED", "BATCH"})
  void turnsNoBacklogIntoDeadLettersOfOtherKinds(Kind kind, RedisSpace space) throws Exception {
    turnsNoBacklogIntoDeadLetters(kind, space);
  }

  @Test
  void meansDeadLettersWhereThereIsNone(RedisSpace space) {
    Outage outage = new Outage();
    try (Rig rig = Rig.on(space, outage.pipeline(Kind.INLINE, stage -> stage))) {
      outage.away = true;
      submit(rig, 2_000);
      rig.worker();
      until(() -> dead(rig) > 500);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Whatever the number of attempts, and though the same few entries are tried again and again. */
  @Test
  void usesUpNoAttemptsOfTheFewThatAreTried(RedisSpace space) throws Exception {
    Outage outage = new Outage();
    var eager = BREAKER.withWindow(2).withTrials(1);
    try (Rig rig = Rig.on(space, outage.pipeline(Kind.POOLED, c -> c.withBreaker(eager)))) {
      outage.away = true;
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      List<Receipt> jobs = submit(rig, 2);
      until(() -> outage.failed.size() > 3 * Outage.ATTEMPTS);
      outage.away = false;
      awaitEnds(rig, jobs);
      assertThat(dead(rig)).isZero();
    }
  }

  /** A lane of fast handlers has hundreds in hand when the breaker opens. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"INLINE", "KEYED_INLINE"})
  void givesBackWhatNoHandlerHasBegun(Kind kind, RedisSpace space) throws Exception {
    Outage outage = new Outage();
    BreakerConfig forLong = BREAKER.withRest(Backoff.fixed(Duration.ofHours(1)));
    try (Rig rig = Rig.on(space, outage.pipeline(kind, stage -> stage.withBreaker(forLong)))) {
      submit(rig, 10_000);
      rig.worker(new Ledger(), config -> config.withLease(Duration.ofSeconds(15)));
      until(() -> outage.succeeded.size() > 3_000);
      outage.away = true;
      until(() -> outage.failed.size() >= BREAKER.window());
      until(() -> handedBackUncounted(rig));
      assertThat(outage.failed).hasSizeLessThan(30); // and two lanes had hundreds in hand
      assertThat(dead(rig)).isZero();
    }
  }

  /** Whether nobody has anything in hand, and nothing looks as if it had been begun. */
  private static boolean handedBackUncounted(Rig rig) {
    return Keys.levels(rig.link, rig.pipeline).stream()
        .flatMap(
            keys ->
                rig
                    .redis
                    .xpending(
                        keys.inbox(Outage.STAGE),
                        Keys.GROUP,
                        io.lettuce.core.Range.unbounded(),
                        io.lettuce.core.Limit.from(10_000))
                    .stream())
        .allMatch(
            entry ->
                entry.getConsumer().equals(Keys.HANDED_BACK) && entry.getRedeliveryCount() == 0);
  }
}
