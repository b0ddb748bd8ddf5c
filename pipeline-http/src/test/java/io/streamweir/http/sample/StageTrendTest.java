package io.streamweir.http.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.streamweir.http.sample.StageTrend.Step;
import io.streamweir.inspect.Attempts;
import io.streamweir.inspect.StageStatus;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StageTrendTest {
  private final StageTrend trend = new StageTrend();

  private static long nanos(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  private void at(double seconds, long waiting, long done) {
    at(seconds, waiting, done, Attempts.NONE);
  }

  private void at(double seconds, long waiting, long done, Attempts attempts) {
    trend.add(
        nanos(seconds),
        new StageStatus("s", waiting, true, 3, done, 0, 4, 5, 1, 0, 0, 0, 0, 0, attempts));
  }

  @Test
  void knowsNothingBeforeTheFirstLook() {
    assertThat(trend.steps(nanos(1))).isEmpty();
  }

  @Test
  void hasNoRateAtTheFirstLook() {
    at(1, 10, 0);

    Step only = trend.steps(nanos(2)).get(0);

    assertThat(only.in()).isNaN();
    assertThat(only.out()).isNaN();
    assertThat(only.waiting()).isEqualTo(10);
    assertThat(only.pending()).isEqualTo(3);
    assertThat(only.delayed()).isEqualTo(4);
    assertThat(only.dead()).isEqualTo(5);
  }

  @Test
  void keepsTheLastLookOfEachStep() {
    at(1, 10, 0);
    at(4, 20, 0);
    at(6, 30, 40);

    List<Step> steps = trend.steps(nanos(7));

    assertThat(steps).hasSize(2);
    assertThat(steps.get(0).waiting()).isEqualTo(20);
    assertThat(steps.get(1).waiting()).isEqualTo(30);
    assertThat(steps.get(1).out()).isEqualTo(20); // 40 in 2 s
    assertThat(steps.get(1).in()).isEqualTo(25); // and 10 more wait
  }

  @Test
  void leavesAGapWhereNobodyLooked() {
    at(1, 10, 0);
    at(21, 10, 20);

    List<Step> steps = trend.steps(nanos(26));

    assertThat(steps).hasSize(6);
    assertThat(steps.subList(1, 4)).allSatisfy(step -> assertThat(step.waiting()).isNaN());
    assertThat(steps.get(4).out()).isEqualTo(1); // over all the time since the look before
    assertThat(steps.get(5).waiting()).isNaN();
  }

  @Test
  void tellsFailuresFromWhatLeft() {
    at(1, 0, 0);
    at(6, 0, 100, new Attempts(400, 300, 20, "java.io.IOException", 0));

    Step step = trend.steps(nanos(7)).get(1);

    assertThat(step.failed()).isCloseTo(15, within(0.001));
    assertThat(step.out()).isCloseTo(5, within(0.001));
  }

  @Test
  void countsWhatRanThroughWithoutTheInbox() {
    trend.add(nanos(1), through(0, 5_000));
    trend.add(nanos(6), through(10, 5_040));
    trend.add(nanos(11), through(20, 0)); // the worker has ended

    List<Step> steps = trend.steps(nanos(12));

    assertThat(steps.get(1).in()).isEqualTo(10);
    assertThat(steps.get(1).out()).isEqualTo(10);
    assertThat(steps.get(2).out()).isEqualTo(2);
  }

  private static StageStatus through(long done, long ranThrough) {
    return new StageStatus(
        "s", 0, true, 0, done, ranThrough, 0, 0, 1, 0, 0, 0, 0, 0, Attempts.NONE);
  }

  @Test
  void hasNoNegativeRateWhereTheServerLostItsData() {
    at(1, 10, 1_000);
    at(6, 0, 0);

    Step step = trend.steps(nanos(7)).get(1);

    assertThat(step.in()).isZero();
    assertThat(step.out()).isZero();
  }

  @Test
  void forgetsWhatIsOlderThanAQuarterOfAnHour() {
    for (int i = 0; i < 400; i++) {
      at(5 * i + 1, i, i);
    }

    List<Step> steps = trend.steps(nanos(5 * 399 + 2));

    assertThat(steps).hasSize(StageTrend.STEPS);
    assertThat(steps.get(0).waiting()).isEqualTo(400 - StageTrend.STEPS);
    assertThat(steps.get(0).out()).isEqualTo(0.2); // the look before it is known still
  }
}
