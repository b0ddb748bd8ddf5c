package io.streamweir.metrics;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.streamweir.client.LogReader;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the server has of the readers of a log of results, as it was last seen. */
final class ReaderMeters {
  private final MultiGauge unread;
  private final MultiGauge age;
  private final MultiGauge missed;

  /**
   * Registers them.
   *
   * @param kept how long the log keeps an end; zero where there is no log
   */
  ReaderMeters(Meters meters, Duration kept) {
    if (!kept.isZero()) {
      String keeps = "How long the log of results keeps an end";
      meters.gauge(MetricNames.RESULTS_KEPT, "seconds", keeps, kept, k -> k.toMillis() / 1000.0);
    }
    unread =
        meters.rows(MetricNames.RESULTS_UNREAD, "ends", "Ends that a reader has not acknowledged");
    age =
        meters.rows(
            MetricNames.RESULTS_UNREAD_AGE,
            "seconds",
            "Age of the oldest end that a reader was not given");
    missed =
        meters.rows(
            MetricNames.RESULTS_MISSED,
            "ends",
            "Ends that were trimmed before a reader came to them");
  }

  /** An empty list shows nothing: there is no reader, or the server could not be asked. */
  void seen(List<LogReader> readers) {
    show(unread, readers, LogReader::unread);
    show(age, readers, LogReader::oldestUnreadSeconds);
    show(missed, readers, reader -> reader.missed() + reader.out());
  }

  private static void show(
      MultiGauge gauge, List<LogReader> readers, ToDoubleFunction<LogReader> value) {
    gauge.register(
        readers.stream()
            .<MultiGauge.Row<?>>map(
                reader ->
                    MultiGauge.Row.of(
                        Tags.of(MetricNames.READER, reader.name()), value.applyAsDouble(reader)))
            .toList(),
        true);
  }
}
