package io.streamweir;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.retry.RetryConfig;
import io.micrometer.observation.ObservationRegistry;
import io.streamweir.client.ClientConfig;
import io.streamweir.client.SubmitListener;
import io.streamweir.client.SubmitOptions;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.inspect.JobChoice;
import io.streamweir.inspect.LetterFilter;
import io.streamweir.inspect.PauseOptions;
import io.streamweir.internal.feature.schedule.ScheduleDefinition;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.BatchConfig;
import io.streamweir.pipeline.BreakerConfig;
import io.streamweir.pipeline.ChainOptions;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.Dedupe;
import io.streamweir.pipeline.Durability;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.GatherPolicy;
import io.streamweir.pipeline.MissedFires;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.Schedule;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.Timing;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.TlsConfig;
import io.streamweir.testkit.WithMethods;
import io.streamweir.worker.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all configuration types have in common. */
class ConfigurationTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  static Stream<Object> configurations() {
    return Stream.of(
        RedisConfig.of("redis://localhost"),
        TlsConfig.defaults(),
        ClientConfig.defaults(),
        SubmitOptions.defaults(),
        PauseOptions.defaults(),
        JobChoice.all(),
        LetterFilter.all(),
        WorkerConfig.defaults(),
        StageConfig.defaults(),
        Pipeline.named("orders")
            .accepts(WindowSummary.class)
            .stage("store", WindowSummary.class, (summary, context) -> Outcome.drop())
            .build(),
        ChainTarget.of("billing", WindowSummary.class),
        ChainOptions.defaults(),
        AuditedChange.of("somebody", "purge", "orders"),
        Backoff.exponential(SECOND),
        RateLimit.of(100, SECOND),
        BreakerConfig.defaults(),
        GatherPolicy.collect(),
        Window.tumbling("traffic", SECOND, "store"),
        Schedule.every("nightly", SECOND, new WindowSummary()),
        UpkeepTask.every(SECOND, "role", "purpose", () -> {}),
        new ScheduleDefinition(
            Timing.every(SECOND),
            "k",
            MissedFires.once(),
            ScheduleDefinition.Origin.CODE,
            new byte[1]));
  }

  @Test
  void knowsEachTypeThatHasWithMethods() {
    assertThat(configurations().map(Object::getClass).collect(Collectors.toSet()))
        .isEqualTo(WithMethods.typesBeside(Pipeline.class));
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void changesByEachWithMethodWhatItIsNamedAfterAndNothingElse(Object configuration) {
    samples()
        .changes("TlsConfig.withCertificate(Path, Path)", "certificate", "key")
        .changes("RedisConfig.withUser(String, Path)", "uri", "passwordFile")
        .changes("Pipeline.withKeptResults(Duration)", "facts")
        .changes("Pipeline.withPriorities()", "facts")
        .changes("Pipeline.withSchedule(Schedule)", "schedules")
        .changes("LetterFilter.withErrorContaining(String)", "errorContains")
        .changes("SubmitOptions.withDedupe(String, Duration)", "dedupe")
        .changes("SubmitOptions.withStart(Instant)", "at", "delay")
        .changes("SubmitOptions.withDelay(Duration)", "at")
        .changes("ChainOptions.withStart(Instant)", "at", "delay")
        .changes("ChainOptions.withDelay(Duration)", "at")
        .changes("StageConfig.withFailure(Class, FailurePolicy)", "failureByException")
        .changes("StageConfig.withRoute(String, Class)", "routes")
        .changes("StageConfig.withBatch(int, Duration)", "batch")
        .changes("StageConfig.withRateLimit(RateLimit)", "limits")
        .changes("StageConfig.withMaxRunning(int)", "limits")
        .changes("StageConfig.withOrder()", "keys")
        .changes("StageConfig.withMaxRunningPerKey(int)", "keys")
        .changes("StageConfig.withRatePerKey(RateLimit)", "keys")
        .check(configuration);
  }

  private static WithMethods samples() {
    return new WithMethods()
        .sample(TlsConfig.class, n -> TlsConfig.defaults().withAuthority(Path.of("other-" + n)))
        .sample(Dedupe.class, n -> Dedupe.untilFinished("other-" + n))
        .sample(ChainTarget.class, n -> ChainTarget.of("other-" + n, WindowSummary.class))
        .sample(Durability.class, n -> Durability.replicated(1 + n % 2, SECOND.plusMillis(n)))
        .sample(
            SubmitListener.class,
            n -> (stage, outcome, tries, nanos) -> assertThat(n).isNotNegative())
        .sample(WorkerListener.class, n -> new WorkerListener() {})
        .sample(ObservationRegistry.class, n -> ObservationRegistry.create())
        .sample(Executor.class, n -> task -> assertThat(n).isNotNegative())
        .sample(FailurePolicy.class, n -> FailurePolicy.attempts(1 + n, Backoff.fixed(SECOND)))
        .sample(RetryConfig.class, n -> RetryConfig.custom().maxAttempts(1 + n).build())
        .sample(RateLimit.class, n -> RateLimit.of(1 + n, SECOND))
        .sample(GatherPolicy.class, n -> GatherPolicy.collect().withTimeout(SECOND.plusMillis(n)))
        .sample(BreakerConfig.class, n -> BreakerConfig.defaults().withWindow(20 + n))
        .sample(Backoff.class, n -> Backoff.fixed(SECOND.plusMillis(n)))
        .sample(Schedule.class, n -> Schedule.every("other-" + n, SECOND, new WindowSummary()))
        .sample(Predicate.class, n -> thrown -> n > 0)
        .sample(BatchConfig.class, n -> new BatchConfig(1 + n, SECOND))
        .sample(MissedFires.class, n -> MissedFires.all(1 + n))
        .sample(Class.class, n -> n % 2 == 0 ? Exception.class : Error.class);
  }
}
