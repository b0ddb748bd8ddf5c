package io.streamweir.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.streamweir.client.SubmitListener;
import io.streamweir.redis.RedisLink;
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
  private final RedisLink link;
  private final Map<String, Answers> pipelines = new ConcurrentHashMap<>();

  /**
   * Counts in this registry.
   *
   * @param link of the clients: its name and its namespace are tags of all meters
   */
  public ClientMetrics(MeterRegistry registry, RedisLink link) {
    this.registry = registry;
    this.link = link;
  }

  /** The meters of one pipeline. */
  private record Answers(Timer time, Map<Outcome, Counter> outcomes) {}

  @Override
  public void answered(String pipeline, Outcome outcome, int jobs, long nanos) {
    Answers known = pipelines.get(pipeline);
    Answers answers = known != null ? known : pipelines.computeIfAbsent(pipeline, this::register);
    answers.time().record(nanos, TimeUnit.NANOSECONDS);
    Counter counter = answers.outcomes().get(outcome);
    if (counter != null) {
      counter.increment((double) jobs);
    }
  }

  private Answers register(String pipeline) {
    Meters meters = Meters.of(registry, link, pipeline);
    Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      String name = outcome.name().toLowerCase(Locale.ROOT);
      Meters own = meters.and(MetricNames.OUTCOME, name);
      outcomes.put(outcome, own.counter(MetricNames.SUBMITTED, "Jobs that were to be submitted"));
    }
    return new Answers(
        meters.timer(MetricNames.SUBMIT, "From a submit to its answer", Bounds.CALL), outcomes);
  }
}
