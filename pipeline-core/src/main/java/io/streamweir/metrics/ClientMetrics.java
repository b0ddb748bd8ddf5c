package io.streamweir.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.streamweir.client.SubmitListener;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Counts and times submits. Give it to {@code ClientConfig.withListener}; one serves any number of
 * clients. Thread-safe.
 */
public final class ClientMetrics implements SubmitListener {
  private final MeterRegistry registry;
  private final String namespace;
  private final Map<String, Meters> pipelines = new ConcurrentHashMap<>();

  /**
   * Counts in this registry.
   *
   * @param namespace of the clients' {@code RedisConfig}: the value of the tag of that name
   */
  public ClientMetrics(MeterRegistry registry, String namespace) {
    this.registry = registry;
    this.namespace = namespace;
  }

  /** The meters of one pipeline. */
  private record Meters(Timer time, Map<Outcome, Counter> outcomes) {}

  @Override
  public void answered(String pipeline, Outcome outcome, int jobs, long nanos) {
    Meters known = pipelines.get(pipeline);
    Meters meters = known != null ? known : pipelines.computeIfAbsent(pipeline, this::register);
    meters.time().record(nanos, TimeUnit.NANOSECONDS);
    Counter counter = meters.outcomes().get(outcome);
    if (counter != null) {
      counter.increment((double) jobs);
    }
  }

  private Meters register(String pipeline) {
    Tags tags = Tags.of(MetricNames.NAMESPACE, namespace, MetricNames.PIPELINE, pipeline);
    Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      String name = outcome.name().toLowerCase(Locale.ROOT);
      outcomes.put(
          outcome,
          Counter.builder(MetricNames.SUBMITTED)
              .description("Jobs that were to be submitted")
              .tags(tags.and(MetricNames.OUTCOME, name))
              .register(registry));
    }
    Timer time =
        Timer.builder(MetricNames.SUBMIT)
            .description("From a submit to its answer")
            .serviceLevelObjectives(Bounds.CALL.durations())
            .tags(tags)
            .register(registry);
    return new Meters(time, outcomes);
  }
}
