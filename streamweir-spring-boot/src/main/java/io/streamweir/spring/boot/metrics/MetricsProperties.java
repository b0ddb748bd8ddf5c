package io.streamweir.spring.boot.metrics;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is measured beside workers and clients.
 *
 * @param backlog Whether to export what waits in Redis; each instance exports the same numbers.
 * @param byPartition Whether partitions have series of their own.
 * @param refresh How long to wait between two looks at Redis.
 */
@ConfigurationProperties("streamweir.metrics")
public record MetricsProperties(
    @DefaultValue("true") boolean backlog,
    @DefaultValue("false") boolean byPartition,
    @DefaultValue("5s") Duration refresh) {}
