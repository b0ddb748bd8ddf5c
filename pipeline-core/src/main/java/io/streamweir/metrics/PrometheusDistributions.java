package io.streamweir.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Histograms of a Prometheus registry that take whole batches, which Micrometer's timers do not. To
 * the scraper they look the same; one that asks for protocol buffers gets native ones beside.
 * Loaded only where that registry is on the class path, which the engine does not ask for.
 * Thread-safe.
 */
final class PrometheusDistributions {
  private static final Map<PrometheusRegistry, PrometheusDistributions> ALL = new WeakHashMap<>();

  private final Map<String, Family> families = new ConcurrentHashMap<>();

  private PrometheusDistributions() {}

  /** The registry's histogram of that name, labelled as this meter is in the same registry. */
  static Distribution of(
      PrometheusMeterRegistry registry, String name, String help, Meter.Id like, long[] bounds) {
    PrometheusRegistry target = registry.getPrometheusRegistry();
    PrometheusDistributions own;
    synchronized (ALL) {
      own = ALL.computeIfAbsent(target, r -> new PrometheusDistributions());
    }
    NamingConvention convention = registry.config().namingConvention();
    String written = convention.name(name, Meter.Type.TIMER, "seconds");
    Family family =
        own.families.computeIfAbsent(written, n -> register(target, new Family(n, help, bounds)));
    return family.of(labels(like.getConventionTags(convention)));
  }

  private static Family register(PrometheusRegistry target, Family family) {
    target.register(family);
    return family;
  }

  private static Labels labels(List<Tag> tags) {
    return Labels.of(
        tags.stream().map(Tag::getKey).toList(), tags.stream().map(Tag::getValue).toList());
  }

  /** All histograms of one name. */
  private static final class Family implements Collector {
    private final String name;
    private final String help;
    private final long[] boundsNanos;
    private final double[] upperSeconds; // and that of the last bucket, which has none
    private final Map<Labels, BucketDistribution> members = new ConcurrentHashMap<>();

    Family(String name, String help, long[] boundsNanos) {
      this.name = name;
      this.help = help;
      this.boundsNanos = boundsNanos;
      this.upperSeconds = new double[boundsNanos.length + 1];
      for (int i = 0; i < boundsNanos.length; i++) {
        upperSeconds[i] = boundsNanos[i] / 1e9;
      }
      upperSeconds[boundsNanos.length] = Double.POSITIVE_INFINITY;
    }

    Distribution of(Labels labels) {
      return members.computeIfAbsent(labels, l -> new BucketDistribution(boundsNanos));
    }

    @Override
    public MetricSnapshot collect() {
      HistogramSnapshot.Builder all = HistogramSnapshot.builder().name(name).help(help);
      members.forEach((labels, member) -> all.dataPoint(point(labels, member)));
      return all.build();
    }

    private HistogramSnapshot.HistogramDataPointSnapshot point(
        Labels labels, BucketDistribution member) {
      BucketDistribution.Snapshot counted = member.snapshot();
      return HistogramSnapshot.HistogramDataPointSnapshot.builder()
          .labels(labels)
          .sum(counted.sumSeconds())
          .classicHistogramBuckets(buckets(counted.counts()))
          .nativeSchema(NativeBuckets.SCHEMA)
          .nativeZeroThreshold(NativeBuckets.ZERO_SECONDS)
          .nativeZeroCount(counted.fine().zeros())
          .nativeBucketsForPositiveValues(fine(counted.fine()))
          .exemplars(exemplars(member))
          .build();
    }

    private static NativeHistogramBuckets fine(NativeBuckets fine) {
      NativeHistogramBuckets.Builder buckets = NativeHistogramBuckets.builder();
      fine.forEach(buckets::bucket);
      return buckets.build();
    }

    private static Exemplars exemplars(BucketDistribution member) {
      Exemplars.Builder all = Exemplars.builder();
      member
          .traced()
          .forEach(
              traced ->
                  all.exemplar(
                      Exemplar.builder()
                          .value(traced.seconds())
                          .labels(Labels.of("trace_id", traced.traceId()))
                          .timestampMillis(traced.atMillis())
                          .build()));
      return all.build();
    }

    private ClassicHistogramBuckets buckets(long[] counts) {
      ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
      for (int i = 0; i < counts.length; i++) {
        buckets.bucket(upperSeconds[i], counts[i]);
      }
      return buckets.build();
    }
  }
}
