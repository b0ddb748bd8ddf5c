package io.streamweir.http.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.streamweir.inspect.Attempts;
import io.streamweir.inspect.StageStatus;
import org.junit.jupiter.api.Test;

class StageHistoryTest {
  private final StageHistory history = new StageHistory();

  private void at(double seconds, long lag, long pending, long done) {
    double oldest = lag == 0 ? 0 : 10;
    history.add(
        (long) (seconds * 1e9),
        new StageStatus(
            "s", lag, true, pending, done, 0, 0, 0, 1, oldest, 0, 0, 0, 0, Attempts.NONE));
  }

  @Test
  void knowsNoRateFromOneSample() {
    at(1, 10, 0, 5);
    assertThat(history.in()).isNaN();
    assertThat(history.out()).isNaN();
    assertThat(history.drainSeconds()).isNaN();
    assertThat(history.outs()).isEmpty();
    assertThat(history.lags()).containsExactly(10.0);
  }

  @Test
  void averagesOverFiveSeconds() {
    at(0, 0, 0, 0);
    at(1, 0, 0, 0);
    at(3, 200, 0, 200);
    at(6, 400, 100, 500);
    assertThat(history.in()).isEqualTo(200);
    assertThat(history.out()).isEqualTo(100);
    assertThat(history.outs()).containsExactly(0.0, 100.0, 100.0);
  }

  @Test
  void takesAtLeastTheLastTwoSamples() {
    at(0, 0, 0, 0);
    at(60, 0, 0, 600);
    assertThat(history.out()).isEqualTo(10);
  }

  @Test
  void estimatesWhenNothingIsLeft() {
    at(0, 1000, 0, 0);
    at(1, 900, 0, 200);
    assertThat(history.drainSeconds()).isEqualTo(9, within(0.001)); // 200 out, 100 in
    at(2, 1100, 0, 300);
    assertThat(history.drainSeconds()).isInfinite();
    at(3, 0, 0, 1500);
    assertThat(history.drainSeconds()).isZero();
  }

  @Test
  void takesWhatPassesThroughForNoBacklog() {
    at(0, 0, 50, 0);
    at(1, 0, 60, 1000);
    assertThat(history.drainSeconds()).isEqualTo(0.06);
  }

  @Test
  void hasNoNegativeRateWhereTheServerLostItsData() {
    at(0, 10, 10, 1_000_000);
    at(1, 0, 0, 0);
    assertThat(history.in()).isZero();
    assertThat(history.out()).isZero();
  }

  @Test
  void forgets() {
    for (int i = 0; i < 1000; i++) {
      at(i, i, 0, i);
    }
    assertThat(history.lags()).hasSize(120).endsWith(999.0);
  }

  @Test
  void countsNoFailureAsThroughput() {
    Attempts threeQuarters = new Attempts(400, 300, 20, "java.io.IOException", 0);
    failing(0, 0, threeQuarters);
    failing(1, 100, threeQuarters);
    assertThat(history.out()).isCloseTo(25, within(0.001));
    assertThat(history.failed()).isCloseTo(75, within(0.001));
    assertThat(history.outs()).singleElement().isEqualTo(25.0);
  }

  @Test
  void countsWhatRanThroughWithoutTheInbox() {
    through(0, 0, 5_000);
    through(1, 10, 5_000);
    through(2, 20, 5_180); // a worker tells of it once a second
    assertThat(history.in()).isEqualTo(100);
    assertThat(history.out()).isEqualTo(100);
    assertThat(history.outs()).containsExactly(10.0, 100.0);
    through(3, 30, 0); // the worker has ended
    assertThat(history.out()).isEqualTo(10);
  }

  private void through(double seconds, long done, long ranThrough) {
    history.add(
        (long) (seconds * 1e9),
        new StageStatus("s", 0, true, 0, done, ranThrough, 0, 0, 1, 0, 0, 0, 0, 0, Attempts.NONE));
  }

  private void failing(double seconds, long done, Attempts attempts) {
    history.add(
        (long) (seconds * 1e9),
        new StageStatus("s", 0, true, 0, done, 0, 0, 0, 1, 0, 0, 0, 0, 0, attempts));
  }
}
