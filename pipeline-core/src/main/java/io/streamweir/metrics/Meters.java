package io.streamweir.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.streamweir.redis.RedisLink;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Registers meters that share their tags.
 *
 * @param registry which has them
 * @param tags of them all
 */
record Meters(MeterRegistry registry, Tags tags) {
  /** The meters of this pipeline, as clients, workers and the server have them. */
  static Meters of(MeterRegistry registry, RedisLink link, String pipeline) {
    return of(registry, link).and(MetricNames.PIPELINE, pipeline);
  }

  /** The meters of what this link leads to. */
  static Meters of(MeterRegistry registry, RedisLink link) {
    String namespace = link.config().namespace();
    return new Meters(
        registry, Tags.of(MetricNames.REDIS, link.name(), MetricNames.REDIS_NAMESPACE, namespace));
  }

  /** Meters with one more tag. */
  Meters and(String tag, String value) {
    return new Meters(registry, tags.and(tag, value));
  }

  /** Meters with the tag of a partition. */
  Meters partition(int partition) {
    return and(MetricNames.PARTITION, Integer.toString(partition));
  }

  /** A number that goes up and down. It keeps what it is asked of. */
  <T> Meter gauge(
      String name, @Nullable String unit, String help, T of, ToDoubleFunction<T> value) {
    return Gauge.builder(name, of, value)
        .description(help)
        .baseUnit(unit)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  /** Numbers that go up and down, of things that come and go. */
  MultiGauge rows(String name, @Nullable String unit, String help) {
    return MultiGauge.builder(name).description(help).baseUnit(unit).tags(tags).register(registry);
  }

  /** A number that this process counts. */
  Counter counter(String name, String help) {
    return Counter.builder(name).description(help).tags(tags).register(registry);
  }

  /** A number that is counted elsewhere. The object that it asks is kept elsewhere, too. */
  <T> Meter counter(String name, String help, T of, ToDoubleFunction<T> value) {
    return FunctionCounter.builder(name, of, value).description(help).tags(tags).register(registry);
  }

  /** A histogram of times. */
  Timer timer(String name, String help, Bounds bounds) {
    return Timer.builder(name)
        .description(help)
        .serviceLevelObjectives(bounds.durations())
        .tags(tags)
        .register(registry);
  }
}
