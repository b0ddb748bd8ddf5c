package io.streamweir.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StageStatusTest {
  private static final double MINUTE = 60;

  private static StageStatus waiting(long lag, long pending, double oldestSeconds) {
    return new StageStatus(
        "s", lag, true, pending, 0, 0, 0, 0, 1, oldestSeconds, 0, 0, 0, 0, Attempts.NONE);
  }

  @Test
  void drainsNeverWhereTheBacklogGrowsAlthoughMuchIsSettled() {
    double drain = waiting(8_000, 0, 80).drainSeconds(8_000 - 94 * 60, 94 * 60, MINUTE);
    assertThat(drain).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void drainsNeverWhereTheBacklogStaysAsItIs() {
    assertThat(waiting(500, 10, 80).drainSeconds(510, 6_000, MINUTE)).isInfinite();
  }

  @Test
  void drainsAtThePaceAtWhichTheBacklogShrinks() {
    assertThat(waiting(900, 100, 80).drainSeconds(1_600, 6_000, MINUTE)).isEqualTo(100);
  }

  @Test
  void drainsAtThePaceOfSettlingWhereAllHasJustArrived() {
    assertThat(waiting(500, 100, 30).drainSeconds(0, 600, MINUTE)).isEqualTo(60);
  }

  @Test
  void needsNoTimeForNothing() {
    assertThat(waiting(0, 0, 0).drainSeconds(100, 100, MINUTE)).isZero();
  }

  @Test
  void drainsInATimeThatNobodyKnowsWhereAllIsInHandAndNothingHasEndedYet() {
    assertThat(waiting(0, 8, 0).drainSeconds(8, 0, MINUTE)).isNaN();
    assertThat(waiting(1, 8, 30).drainSeconds(0, 0, MINUTE)).isNaN();
    assertThat(waiting(9, 8, 30).drainSeconds(17, 0, 0)).isNaN();
  }

  @Test
  void isBehindByHowLongEntriesWaitAndNotByHowMany() {
    assertThat(waiting(1_000_000, 8, 119).behind()).isFalse();
    assertThat(waiting(1, 0, 121).behind()).isTrue();
    assertThat(waiting(2, 8, 600).behindText())
        .isEqualTo(
            "stage s is behind: 2 entries wait, the oldest for 10 minutes; 1 worker has 8 in hand,"
                + " one for 0 seconds");
  }
}
