package io.streamweir.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.StageStatus;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisCallException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gauges of what waits and runs at each stage of a pipeline, as the server has it. {@link #refresh}
 * asks; the gauges show the last answer, and NaN before the first and after a failure. Thread-safe.
 */
public final class BacklogMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(BacklogMetrics.class);

  private final Inspector inspector;
  private volatile Map<String, StageStatus> last = Map.of();

  /** Registers the gauges of the inspector's pipeline. */
  public BacklogMetrics(MeterRegistry registry, Inspector inspector) {
    this.inspector = inspector;
    inspector.pipeline().stages().forEach(stage -> register(registry, stage.name()));
    registerPositions(registry);
  }

  /** So that who shows stages can show them in their order, which names do not have. */
  private void registerPositions(MeterRegistry registry) {
    int position = 1;
    for (StageDefinition<?, ?> stage : inspector.pipeline().stages()) {
      Tags tags = Tags.of("pipeline", inspector.pipeline().name(), "stage", stage.name());
      int place = position++;
      Gauge.builder(MetricNames.STAGE_POSITION, () -> place).tags(tags).register(registry);
    }
  }

  /** Asks the server. Never throws. */
  public void refresh() {
    Map<String, StageStatus> asked = new HashMap<>();
    try {
      inspector.status().forEach(status -> asked.put(status.stage(), status));
    } catch (RedisCallException e) {
      LOG.info("the backlog cannot be read: {}", e.getMessage());
    }
    last = Map.copyOf(asked);
  }

  private void register(MeterRegistry registry, String stage) {
    Tags tags = Tags.of("pipeline", inspector.pipeline().name(), "stage", stage);
    gauge(registry, MetricNames.LAG, tags, stage, StageStatus::lag);
    gauge(registry, MetricNames.LAG_KNOWN, tags, stage, s -> s.lagKnown() ? 1 : 0);
    gauge(registry, MetricNames.PENDING, tags, stage, StageStatus::pending);
    gauge(registry, MetricNames.BACKLOG, tags, stage, StageStatus::backlog);
    gauge(registry, MetricNames.DELAYED, tags, stage, StageStatus::delayed);
    gauge(registry, MetricNames.DEAD, tags, stage, StageStatus::dead);
    gauge(registry, MetricNames.CONSUMERS, tags, stage, StageStatus::consumers);
    gauge(registry, MetricNames.OLDEST_WAITING, tags, stage, StageStatus::oldestWaitingSeconds);
    gauge(registry, MetricNames.OLDEST_PENDING, tags, stage, StageStatus::oldestPendingSeconds);
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      Tags tags,
      String stage,
      ToDoubleFunction<StageStatus> value) {
    Gauge.builder(name, this, metrics -> metrics.value(stage, value)).tags(tags).register(registry);
  }

  private double value(String stage, ToDoubleFunction<StageStatus> value) {
    StageStatus status = last.get(stage);
    return status == null ? Double.NaN : value.applyAsDouble(status);
  }
}
