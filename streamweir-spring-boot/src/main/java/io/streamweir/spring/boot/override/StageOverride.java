package io.streamweir.spring.boot.override;

import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.BatchConfig;
import io.streamweir.pipeline.BreakerConfig;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.spring.boot.override.PipelineProperties.BackoffSettings;
import io.streamweir.spring.boot.override.PipelineProperties.Batch;
import io.streamweir.spring.boot.override.PipelineProperties.Breaker;
import io.streamweir.spring.boot.override.PipelineProperties.Rate;
import io.streamweir.spring.boot.override.PipelineProperties.StageSettings;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Puts the settings of one stage over what its code says. */
record StageOverride(StageSettings settings) implements UnaryOperator<StageConfig> {
  @Override
  public StageConfig apply(StageConfig code) {
    StageConfig config = code;
    config = set(config, settings.concurrency(), StageConfig::withConcurrency);
    config = set(config, settings.maxBatch(), StageConfig::withMaxBatch);
    config = set(config, settings.maxDeliveries(), StageConfig::withMaxDeliveries);
    config = set(config, settings.maxBacklog(), StageConfig::withMaxBacklog);
    config = set(config, bytes(settings.maxPayload()), StageConfig::withMaxPayloadBytes);
    config = set(config, bytes(settings.maxCheckpoint()), StageConfig::withMaxCheckpointBytes);
    config = set(config, settings.retention(), StageConfig::withRetention);
    config = set(config, settings.handlerTimeout(), StageConfig::withHandlerTimeout);
    config = set(config, settings.maxRunning(), StageConfig::withMaxRunning);
    config = set(config, settings.maxRunningPerKey(), StageConfig::withMaxRunningPerKey);
    config = set(config, settings.rateLimit(), (to, rate) -> to.withRateLimit(rate(rate)));
    config = set(config, settings.ratePerKey(), (to, rate) -> to.withRatePerKey(rate(rate)));
    config = set(config, settings.batch(), StageOverride::batch);
    config = set(config, settings.breaker(), StageOverride::breaker);
    return failure(config);
  }

  private static <V> StageConfig set(
      StageConfig config, @Nullable V value, BiFunction<StageConfig, V, StageConfig> setter) {
    return value == null ? config : setter.apply(config, value);
  }

  private static @Nullable Integer bytes(@Nullable DataSize size) {
    return size == null ? null : Math.toIntExact(size.toBytes());
  }

  private StageConfig failure(StageConfig config) {
    Integer attempts = settings.maxAttempts();
    BackoffSettings waits = settings.backoff();
    if (attempts == null && waits == null) {
      return config;
    }
    FailurePolicy code = config.failure();
    return config.withFailure(
        FailurePolicy.attempts(
            attempts == null ? code.maxAttempts() : attempts,
            waits == null ? code.backoff() : backoff(code.backoff(), waits)));
  }

  private static Backoff backoff(Backoff code, BackoffSettings settings) {
    return new Backoff(
        settings.initial() == null ? code.initial() : settings.initial(),
        settings.factor() == null ? code.factor() : settings.factor(),
        settings.max() == null ? code.max() : settings.max(),
        settings.jitter() == null ? code.jitter() : settings.jitter());
  }

  private static RateLimit rate(Rate rate) {
    RateLimit limit = RateLimit.of(rate.permits(), rate.per());
    return rate.burst() == null ? limit : limit.withBurst(rate.burst());
  }

  private static StageConfig batch(StageConfig config, Batch settings) {
    BatchConfig code = config.batch() == null ? BatchConfig.defaults() : config.batch();
    return config.withBatch(
        settings.maxEntries() == null ? code.maxEntries() : settings.maxEntries(),
        settings.within() == null ? code.within() : settings.within());
  }

  private static StageConfig breaker(StageConfig config, Breaker settings) {
    BreakerConfig code = config.breaker() == null ? BreakerConfig.defaults() : config.breaker();
    BackoffSettings rest = settings.rest();
    BreakerConfig breaker =
        new BreakerConfig(
            settings.window() == null ? code.window() : settings.window(),
            settings.failureRatio() == null ? code.failureRatio() : settings.failureRatio(),
            settings.trials() == null ? code.trials() : settings.trials(),
            rest == null ? code.rest() : backoff(code.rest(), rest),
            code.recorded());
    return config.withBreaker(breaker);
  }
}
