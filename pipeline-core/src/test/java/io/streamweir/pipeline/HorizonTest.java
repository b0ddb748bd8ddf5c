package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.streamweir.client.ClientConfig;
import io.streamweir.client.SubmitOptions;
import io.streamweir.redis.RedisConfig;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every duration that a user may give is refused where it is given, not while jobs are under way.
 */
class HorizonTest {
  private static final Map<String, Consumer<Duration>> GIVEN =
      Map.ofEntries(
          Map.entry("result ttl", d -> Pipeline.named("p").accepts(Text.class).resultTtl(d)),
          Map.entry("dedupe window", d -> Dedupe.within("k", d)),
          Map.entry("dedupe lost", d -> Dedupe.untilFinished("k", d)),
          Map.entry("debounce", d -> Dedupe.debounce("k", d)),
          Map.entry("debounce longest", d -> Dedupe.debounce("k", Duration.ofSeconds(1), d)),
          Map.entry("delay", d -> SubmitOptions.defaults().withDelay(d)),
          Map.entry("replication", d -> Durability.replicated(1, d)),
          Map.entry("submit timeout", d -> ClientConfig.defaults().withSubmitTimeout(d)),
          Map.entry("poll interval", d -> ClientConfig.defaults().withPollInterval(d)),
          Map.entry("lease", d -> WorkerConfig.defaults().withLease(d)),
          Map.entry("drain timeout", d -> WorkerConfig.defaults().withDrainTimeout(d)),
          Map.entry("command timeout", d -> RedisConfig.of("redis://h").withCommandTimeout(d)),
          Map.entry("connect timeout", d -> RedisConfig.of("redis://h").withConnectTimeout(d)),
          Map.entry("retention", d -> StageConfig.defaults().withRetention(d)),
          Map.entry("handler timeout", d -> StageConfig.defaults().withHandlerTimeout(d)),
          Map.entry("batch wait", d -> StageConfig.defaults().withBatch(10, d)),
          Map.entry("backoff", Backoff::exponential),
          Map.entry("fixed backoff", Backoff::fixed),
          Map.entry("backoff max", d -> Backoff.exponential(Duration.ofSeconds(1)).withMax(d)),
          Map.entry("rate", d -> RateLimit.of(1, d)),
          Map.entry("gather timeout", d -> GatherPolicy.collect().withTimeout(d)),
          Map.entry("schedule", Timing::every),
          Map.entry("retry later", d -> Outcome.retryLater(d, "later")),
          Map.entry("postpone", d -> Outcome.postpone(d, "later")),
          Map.entry("window", d -> Window.tumbling("w", d, "s")),
          Map.entry("lateness", d -> window().withAllowedLateness(d)),
          Map.entry("idle after", d -> window().withIdleAfter(d)),
          Map.entry("max ahead", d -> window().withMaxAhead(d)),
          Map.entry("max hold", d -> window().withMaxHold(d)));

  private static Window window() {
    return Window.tumbling("w", Duration.ofMinutes(1), "s");
  }

  static Stream<String> given() {
    return GIVEN.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("given")
  void refusesADurationBeyondTheHorizon(String what) {
    Consumer<Duration> given = GIVEN.get(what);
    for (Duration absurd :
        new Duration[] {
          Duration.ofMillis(Long.MAX_VALUE),
          Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
          Duration.ofDays(40_000)
        }) {
      assertThatExceptionOfType(RuntimeException.class)
          .as("%s", absurd)
          .isThrownBy(() -> given.accept(absurd))
          .isNotInstanceOf(ArithmeticException.class)
          .withMessageContaining(absurd.toString());
    }
  }

  @Test
  void takesACenturyWhereNothingElseBoundsIt() {
    Duration century = Horizon.LONGEST;

    assertThatNoException()
        .isThrownBy(
            () -> {
              Pipeline.named("p").accepts(Text.class).resultTtl(century);
              Dedupe.within("k", century);
              SubmitOptions.defaults().withDelay(century);
              Backoff.fixed(century).after(1);
              Outcome.postpone(century, "later");
            });
  }

  @Test
  void refusesAStartBeyondTheHorizon() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> SubmitOptions.defaults().withStart(Instant.MAX));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () -> SubmitOptions.defaults().withStart(Instant.parse("3000-01-01T00:00:00Z")));
    assertThatNoException().isThrownBy(() -> SubmitOptions.defaults().withStart(Instant.MIN));
  }
}
