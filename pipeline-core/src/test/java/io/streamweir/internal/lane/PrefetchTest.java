package io.streamweir.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PrefetchTest {
  private static void took(Prefetch prefetch, int times, long micros) {
    for (int i = 0; i < times; i++) {
      prefetch.arrived(100);
      prefetch.took(TimeUnit.MICROSECONDS.toNanos(micros));
    }
  }

  @Test
  void beginsWithOneEntry() {
    Prefetch prefetch = new Prefetch(1, 256);
    assertThat(prefetch.next()).isEqualTo(1);
    assertThat(prefetch.ahead()).isFalse();
  }

  @Test
  void growsStepByStepForAFastHandlerUpToTheBatch() {
    Prefetch prefetch = new Prefetch(1, 256);
    took(prefetch, 200, 10);
    assertThat(prefetch.next()).isEqualTo(4);
    assertThat(prefetch.next()).isEqualTo(16);
    assertThat(prefetch.next()).isEqualTo(64);
    assertThat(prefetch.next()).isEqualTo(256);
    assertThat(prefetch.next()).isEqualTo(256);
    assertThat(prefetch.ahead()).isTrue();
  }

  @Test
  void letsNothingWaitWhereThatIsNotWanted() {
    Prefetch prefetch = new Prefetch(4, 256, false);
    took(prefetch, 200, 10);
    assertThat(prefetch.next()).isEqualTo(1);
    assertThat(prefetch.next()).isEqualTo(1);
    assertThat(prefetch.ahead()).isFalse();
    assertThat(prefetch.lookahead()).isZero();
    assertThat(prefetch.soonThrough(1)).isFalse();
  }

  @Test
  void shrinksAtOnceWhereTheHandlerTurnsSlow() {
    Prefetch prefetch = new Prefetch(1, 256);
    took(prefetch, 200, 10);
    for (int i = 0; i < 5; i++) {
      prefetch.next();
    }
    took(prefetch, 1, 1_000_000);
    assertThat(prefetch.next()).isEqualTo(1);
    assertThat(prefetch.ahead()).isFalse();
  }

  @Test
  void letsNothingWaitBesideSlowHandlersAndSomethingBesideFastOnes() {
    Prefetch slow = new Prefetch(8, 256);
    took(slow, 50, 200_000);
    assertThat(slow.lookahead()).isZero();
    Prefetch fast = new Prefetch(8, 256);
    took(fast, 200, 100);
    assertThat(fast.lookahead()).isBetween(250, 256);
  }

  @Test
  void saysWhetherSoManyAreSoonThrough() {
    Prefetch prefetch = new Prefetch(2, 256);
    took(prefetch, 200, 50);
    assertThat(prefetch.soonThrough(350)).isTrue();
    assertThat(prefetch.soonThrough(450)).isFalse();
  }

  @Test
  void asksForFewAtOnceWhereALargeEntryHasArrivedAndForMoreByAndByWhenSmallOnesFollow() {
    Prefetch prefetch = new Prefetch(1, 256);
    took(prefetch, 200, 10);
    for (int i = 0; i < 5; i++) {
      prefetch.next();
    }
    prefetch.arrived(4 << 20);
    assertThat(prefetch.next()).isLessThanOrEqualTo(2);
    took(prefetch, 10, 10);
    assertThat(prefetch.light()).isLessThan(20);
    took(prefetch, 200, 10);
    assertThat(prefetch.light()).isGreaterThan(256);
  }

  @Test
  void sharesWhatItLearnsAmongLanesWithPlaces() {
    Pace pace = new Pace();
    Prefetch one = Prefetch.inPlaces(4, 256, pace);
    Prefetch other = Prefetch.inPlaces(4, 256, pace);
    assertThat(other.inTurn()).isEqualTo(1);
    assertThat(other.flows()).isFalse();

    took(one, 200, 9_000);

    assertThat(other.flows()).isTrue();
    assertThat(other.inTurn()).as("in 50 ms").isEqualTo(5);
    assertThat(other.lookahead()).as("of four handlers").isBetween(20, 22);
    assertThat(new Prefetch(4, 256, false).inTurn()).isEqualTo(1);
  }
}
