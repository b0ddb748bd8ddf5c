package io.streamweir.internal.feature.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.feature.breaker.Breaker.Result;
import io.streamweir.internal.settle.GivenEntry;
import io.streamweir.internal.settle.Held;
import io.streamweir.listener.BreakerView.State;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.BreakerConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final Duration REST = Duration.ofSeconds(1);

  private final AtomicLong now = new AtomicLong(5);

  private Breaker breaker(BreakerConfig config) {
    return new Breaker("orders", "charge", config, now::get);
  }

  private Breaker breaker() {
    return breaker(
        BreakerConfig.defaults()
            .withWindow(4)
            .withTrials(2)
            .withRest(new Backoff(REST, 2, REST.multipliedBy(3), 0)));
  }

  private static void end(Breaker breaker, Result... results) {
    for (Result result : results) {
      breaker.ended(breaker.begin(), result, "away");
    }
  }

  private static void open(Breaker breaker) {
    end(breaker, Result.FAILED, Result.FAILED, Result.FAILED, Result.FAILED);
    assertThat(breaker.state()).isEqualTo(State.OPEN);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private Held held(String id) {
    return new Held(GivenEntry.of(id, new byte[0], 1, 1), now.get());
  }

  @Test
  void opensWhereTheWholeWindowHasFailed() {
    Breaker breaker = breaker();
    end(breaker, Result.FAILED, Result.FAILED, Result.FAILED, Result.SUCCEEDED);
    end(breaker, Result.FAILED, Result.FAILED, Result.FAILED);
    assertThat(breaker.closed()).isTrue();
    assertThat(breaker.open()).isZero();
    end(breaker, Result.FAILED);
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(breaker.free()).isZero();
    assertThat(breaker.rest()).isEqualTo(REST);
    assertThat(breaker.why()).isEqualTo("away");
  }

  @Test
  void opensAtTheShareThatIsAskedFor() {
    Breaker breaker = breaker(BreakerConfig.defaults().withWindow(4).withFailureRatio(0.5));
    end(breaker, Result.FAILED, Result.SUCCEEDED, Result.SUCCEEDED);
    assertThat(breaker.closed()).isTrue();
    end(breaker, Result.FAILED);
    assertThat(breaker.state()).isEqualTo(State.OPEN);
  }

  @Test
  void isNotOpenedByWhatSaysNothingOfTheStage() {
    Breaker breaker = breaker();
    end(breaker, Result.FAILED, Result.NEITHER, Result.NEITHER, Result.FAILED, Result.NEITHER);
    assertThat(breaker.closed()).isTrue();
  }

  @Test
  void restsLongerEachTimeThatItsTrialsFail() {
    Breaker breaker = breaker();
    open(breaker);
    for (int times : List.of(1, 2, 3, 3)) {
      Duration rest = REST.multipliedBy(times);
      assertThat(breaker.rest()).isEqualTo(rest);
      pass(rest.minusMillis(1));
      breaker.tick();
      assertThat(breaker.state()).isEqualTo(State.OPEN);
      pass(Duration.ofMillis(2));
      breaker.tick();
      assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
      end(breaker, Result.FAILED, Result.FAILED);
      assertThat(breaker.state()).isEqualTo(State.OPEN);
    }
    assertThat(breaker.open()).isGreaterThan(REST.multipliedBy(9));
  }

  private Breaker halfOpen() {
    Breaker breaker = breaker();
    open(breaker);
    pass(REST.plusMillis(1));
    breaker.tick();
    return breaker;
  }

  @Test
  void closesWhereATrialSucceedsAndBeginsItsRestsAnew() {
    Breaker breaker = halfOpen();
    end(breaker, Result.FAILED, Result.SUCCEEDED);
    assertThat(breaker.closed()).isTrue();
    assertThat(breaker.free()).isEqualTo(Integer.MAX_VALUE);
    open(breaker);
    assertThat(breaker.rest()).isEqualTo(REST);
  }

  @Test
  void triesNoMoreThanItsTrialsUnlessOneOfThemLeaves() {
    Breaker breaker = halfOpen();
    Held first = held("1-1");
    assertThat(breaker.admits(first)).isTrue();
    assertThat(breaker.admits(held("2-1"))).isTrue();
    assertThat(breaker.free()).isZero();
    assertThat(breaker.admits(held("3-1"))).isFalse();
    first.withdraw(); // handed back: no handler has begun with it
    assertThat(breaker.free()).isEqualTo(1);
    end(breaker, Result.FAILED);
    assertThat(breaker.free()).isZero();
  }

  @Test
  void isNotHeldUpByATrialThatHangs() {
    Breaker breaker = halfOpen();
    assertThat(breaker.admits(held("1-1"))).isTrue();
    assertThat(breaker.admits(held("2-1"))).isTrue();
    pass(REST);
    assertThat(breaker.free()).isEqualTo(2);
  }

  @Test
  void isNotChangedByAttemptsThatBeganInAnotherState() {
    Breaker breaker = breaker();
    int begun = breaker.begin();
    open(breaker);
    pass(REST.plusMillis(1));
    breaker.tick();
    for (int i = 0; i < 5; i++) {
      breaker.ended(begun, Result.SUCCEEDED, "");
    }
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
  }
}
