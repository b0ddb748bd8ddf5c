package io.streamweir.spring.boot.key;

import io.streamweir.spring.boot.client.ClientProperties;
import io.streamweir.spring.boot.connection.ConnectionProperties;
import io.streamweir.spring.boot.event.EventProperties;
import io.streamweir.spring.boot.http.HttpProperties;
import io.streamweir.spring.boot.metrics.MetricsProperties;
import io.streamweir.spring.boot.override.PipelineProperties;
import io.streamweir.spring.boot.worker.WorkerProperties;
import java.util.List;

/** All records of properties, whether or not what uses them is there. */
final class PropertyRecords {
  static final List<Class<?>> ALL =
      List.of(
          ConnectionProperties.class,
          ClientProperties.class,
          WorkerProperties.class,
          PipelineProperties.class,
          EventProperties.class,
          HttpProperties.class,
          MetricsProperties.class);

  private PropertyRecords() {}
}
