package io.streamweir.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.metrics.MetricNames;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds docs/metrics.md and the class of names together; what is exported, `MetricsIT` does. */
class MetricsDocumentTest {
  /** As Prometheus, its charts for Kubernetes and its operator name them. */
  private static final Set<String> SCRAPERS =
      Set.of(
          "job",
          "instance",
          "namespace",
          "pod",
          "container",
          "node",
          "service",
          "endpoint",
          "app",
          "name",
          "cluster",
          "host",
          "region",
          "zone",
          "prometheus");

  @Test
  void tellsOfEveryMeterAndOfNoOther() throws Exception {
    Set<String> documented =
        MetricsDocument.read().byName().values().stream()
            .map(MetricsDocument.Metric::meter)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(documented).isEqualTo(constants(true));
  }

  @Test
  void namesOnlyLabelsThatThereAre() throws Exception {
    Set<String> labels = constants(false);
    assertThat(MetricsDocument.read().byName().values())
        .allSatisfy(metric -> assertThat(labels).containsAll(metric.labels()));
  }

  @Test
  void givesEachMetersOwnPrometheusName() throws IOException {
    assertThat(MetricsDocument.read().byName().values())
        .allSatisfy(
            metric ->
                assertThat(metric.name())
                    .startsWith(MetricsDocument.written(metric.meter(), metric.type())));
  }

  /** A scraper would move them away, as {@code exported_namespace}, and queries would be empty. */
  @Test
  void namesNoLabelThatAScraperGivesToItsTargets() throws IOException {
    assertThat(MetricsDocument.read().byName().values())
        .isNotEmpty()
        .allSatisfy(metric -> assertThat(metric.labels()).doesNotContainAnyElementsOf(SCRAPERS));
  }

  private static Set<String> constants(boolean meters) throws IllegalAccessException {
    Set<String> found = new TreeSet<>();
    for (Field field : MetricNames.class.getFields()) {
      String value = (String) field.get(null);
      if (value.startsWith("streamweir.") == meters) {
        found.add(value);
      }
    }
    return found;
  }
}
