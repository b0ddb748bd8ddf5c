package io.streamweir.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamweir.inspect.Attempts;
import io.streamweir.inspect.StageStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxMetersTest {
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final InboxHistory inbox = new InboxHistory();

  InboxMetersTest() {
    new InboxMeters(List.of(inbox)).register(new Meters(registry, Tags.empty()), 1_000);
  }

  private void at(long second, long lag, long done, double oldestSeconds) {
    inbox.seen(
        new StageStatus(
            "s", lag, true, 0, done, 0, 0, 0, 1, oldestSeconds, 0, 0, 0, 0, Attempts.NONE),
        second * 1_000_000_000);
  }

  private double drain() {
    return registry.get(MetricNames.DRAIN).gauge().value();
  }

  @Test
  void tellsOfAStageThatNeverDrains() {
    for (long second = 0; second <= 300; second += 5) {
      at(second, 94 * second, 94 * second, second / 2.0);
    }
    assertThat(drain()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void tellsOfABacklogThatShrinksFromTheLastMinuteAlone() {
    at(0, 100, 0, 0);
    for (long second = 5; second <= 120; second += 5) {
      at(second, 4_000 - 10 * second, 100 * second, 90);
    }
    assertThat(drain()).isEqualTo(280, within(0.001));
  }

  @Test
  void knowsNothingFromOneLookOrNone() {
    assertThat(drain()).isNaN();
    at(0, 5, 0, 90);
    assertThat(drain()).isNaN();
  }

  /** A counter that falls looks to Prometheus as if it had begun anew, with all that it counts. */
  @Test
  void countersDoNotFallWhereTheServerWasAskedWhileEntriesCame() {
    at(0, 900, 5_000, 90);
    at(5, 950, 5_010, 90);
    at(10, 1_100, 5_000, 90);
    assertThat(registry.get(MetricNames.INBOX_SETTLED).functionCounter().count()).isEqualTo(5_010);
    assertThat(drain()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void countsAnewWhereRedisLostItsData() {
    at(0, 0, 5_000, 0);
    at(5, 10, 0, 1);
    assertThat(drain()).isNaN();
    assertThat(registry.get(MetricNames.INBOX_SETTLED).functionCounter().count()).isZero();
    at(10, 10, 10, 1);
    assertThat(drain()).isEqualTo(5);
  }

  @Test
  void tellsOfTheWorstOfSeveralInboxes() {
    MeterRegistry own = new SimpleMeterRegistry();
    List<InboxHistory> both = List.of(new InboxHistory(), new InboxHistory());
    new InboxMeters(both).register(new Meters(own, Tags.empty()), 1_000);
    assertThat(own.get(MetricNames.BACKLOG).gauge().value()).isNaN();
    both.get(0).seen(status(900, 40, 3), 0);
    assertThat(own.get(MetricNames.BACKLOG).gauge().value()).as("of one only").isNaN();
    both.get(1).seen(status(0, 0, 0), 0);

    assertThat(own.get(MetricNames.BACKLOG).gauge().value()).isEqualTo(900);
    assertThat(own.get(MetricNames.BACKLOG_LIMIT).gauge().value()).isEqualTo(2_000);
    assertThat(own.get(MetricNames.INBOX_FILLED).gauge().value()).isEqualTo(0.9);
    assertThat(own.get(MetricNames.OLDEST_WAITING).gauge().value()).isEqualTo(40);
    assertThat(own.get(MetricNames.CONSUMERS).gauge().value())
        .as("the one without workers has nothing to do")
        .isEqualTo(3);
    both.get(1).seen(status(1, 1, 0), 0);
    assertThat(own.get(MetricNames.CONSUMERS).gauge().value()).isZero();
  }

  @Test
  void delayedEntriesThatNobodyMovesAreWorkWithoutWorkers() {
    MeterRegistry own = new SimpleMeterRegistry();
    List<InboxHistory> both = List.of(new InboxHistory(), new InboxHistory());
    new InboxMeters(both).register(new Meters(own, Tags.empty()), 1_000);
    both.get(0).seen(status(900, 40, 3), 0);
    both.get(1).seen(delayed(0.2), 0);
    assertThat(own.get(MetricNames.CONSUMERS).gauge().value()).isEqualTo(3);
    both.get(1).seen(delayed(60), 0);
    assertThat(own.get(MetricNames.CONSUMERS).gauge().value()).isZero();
    assertThat(own.get(MetricNames.OLDEST_OVERDUE).gauge().value()).isEqualTo(60);
    assertThat(own.get(MetricNames.OLDEST_JOB).gauge().value()).isEqualTo(100);
  }

  private static StageStatus status(long lag, double oldestSeconds, long consumers) {
    return new StageStatus(
        "s", lag, true, 0, 0, 0, 0, 0, consumers, oldestSeconds, 0, 0, 0, 0, Attempts.NONE);
  }

  private static StageStatus delayed(double overdueSeconds) {
    return new StageStatus(
        "s", 0, true, 0, 0, 0, 1, 0, 0, 0, 0, 0, overdueSeconds, 100, Attempts.NONE);
  }
}
