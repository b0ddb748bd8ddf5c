package io.streamweir.internal.feature.keyed;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Entries of a key begin no faster than its rate, whoever works on them, and others do not wait.
 */
@WithRedis
class KeyedRateIT {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private record Begun(String key, long at) {}

  private final List<Begun> begun = Collections.synchronizedList(new ArrayList<>());

  private Rig rig(RedisSpace space, int partitions, UnaryOperator<StageConfig> config) {
    return Rig.on(
        space,
        Keyed.pipeline(
            partitions,
            (text, context) -> {
              begun.add(new Begun(Keyed.key(text), System.nanoTime()));
              return Outcome.forward(text);
            },
            config));
  }

  private static Worker worker(Rig rig) {
    return rig.worker(new Ledger(), config -> config.withStages(Set.of(Keyed.WORK)));
  }

  private Map<String, List<Long>> times() {
    Map<String, List<Long>> times = new HashMap<>();
    begun.stream()
        .sorted((a, b) -> Long.compare(a.at(), b.at()))
        .forEach(one -> times.computeIfAbsent(one.key(), k -> new ArrayList<>()).add(one.at()));
    return times;
  }

  @Test
  void holdsForEachKeyOverSeveralWorkers(RedisSpace space) throws Exception {
    RateLimit rate = RateLimit.of(20, Duration.ofSeconds(1)).withBurst(2);
    try (Rig rig = rig(space, 4, c -> c.withOrder().withRatePerKey(rate).withConcurrency(8))) {
      long started = System.nanoTime();
      worker(rig);
      worker(rig);
      Keyed.submit(rig, 6, 50);
      until(() -> Keyed.logged(rig) == 300);
      Keyed.expectOrder(rig, 6, 50);
      assertThat(times())
          .hasSize(6)
          .allSatisfy(
              (key, times) -> {
                assertThat(times).as("once each").hasSize(50);
                long last = times.get(49) - started;
                assertThat(last).as("48 permits behind the burst").isGreaterThan(48 * SECOND / 20);
                for (int i = 0; i < 50; i++) {
                  long from = times.get(i);
                  long window = times.stream().filter(t -> t >= from && t < from + SECOND).count();
                  // Threads may begin late what was permitted in time.
                  assertThat(window).isLessThanOrEqualTo(20 + 2 + 6);
                }
              });
      until(() -> Keyed.isQuiet(rig));
    }
  }

  @Test
  void parksWhatHasToWaitLongAndHoldsUpNoOtherKey(RedisSpace space) throws Exception {
    RateLimit rate = RateLimit.of(1, Duration.ofMillis(1_500)).withBurst(1);
    try (Rig rig = rig(space, 1, c -> c.withRatePerKey(rate))) {
      for (int i = 0; i < 3; i++) {
        Keyed.submit(rig, "slow", i).join();
      }
      Keyed.submit(rig, "other", 0).join();
      long started = System.nanoTime();
      worker(rig);
      until(() -> times().containsKey("other") && rig.redis.zcard(rig.keys.parked(Keyed.WORK)) > 0);
      assertThat(times().get("slow")).hasSize(1);
      until(() -> Keyed.logged(rig) == 4);
      assertThat(times().get("slow").get(2) - started).isGreaterThan(3 * SECOND);
      assertThat(Keyed.jobsByKey(rig).get("slow")).hasSize(3);
      until(() -> Keyed.isQuiet(rig));
    }
  }
}
