package io.streamweir.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PrometheusDistributionsTest {
  private static final int BATCH = 64;
  private static final int SCRAPES = 2_000;

  /** Else the scraper would get no metrics at all of a process that has something to do. */
  @Test
  void canBeScrapedWhileBatchesAreRecorded() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Meter.Id like = new Meter.Id("like", Tags.of("stage", "a"), null, null, Meter.Type.TIMER);
    Distribution distribution =
        PrometheusDistributions.of(
            registry, "handling", "help", like, new long[] {1_000, 1_000_000, 1_000_000_000});
    AtomicBoolean enough = new AtomicBoolean();
    List<CompletableFuture<Long>> recorders = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      recorders.add(CompletableFuture.supplyAsync(() -> record(distribution, enough)));
    }

    for (int i = 0; i < SCRAPES; i++) {
      assertThat(count(registry) % BATCH).isZero();
    }

    enough.set(true);
    long recorded = recorders.stream().mapToLong(CompletableFuture::join).sum();
    assertThat(count(registry)).isEqualTo(recorded);
  }

  private static long record(Distribution distribution, AtomicBoolean enough) {
    long[] nanos = new long[BATCH];
    long recorded = 0;
    do {
      for (int i = 0; i < BATCH; i++) {
        nanos[i] = ThreadLocalRandom.current().nextLong(2_000_000_000L);
      }
      distribution.record(nanos, BATCH);
      recorded += BATCH;
    } while (!enough.get());
    return recorded;
  }

  private static long count(PrometheusMeterRegistry registry) {
    return registry.getPrometheusRegistry().scrape().stream()
        .filter(HistogramSnapshot.class::isInstance)
        .flatMap(all -> ((HistogramSnapshot) all).getDataPoints().stream())
        .mapToLong(HistogramSnapshot.HistogramDataPointSnapshot::getCount)
        .sum();
  }
}
