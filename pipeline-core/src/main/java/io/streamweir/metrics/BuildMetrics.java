package io.streamweir.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Says which version of the engine runs. Thread-safe. */
public final class BuildMetrics implements MeterBinder {
  @Override
  public void bindTo(MeterRegistry registry) {
    String version = BuildMetrics.class.getPackage().getImplementationVersion();
    Gauge.builder(MetricNames.BUILD, () -> 1)
        .description("Always 1")
        .tag(MetricNames.VERSION, version == null ? "unknown" : version)
        .register(registry);
  }
}
