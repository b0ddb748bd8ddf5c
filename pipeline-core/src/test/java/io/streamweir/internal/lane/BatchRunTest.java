package io.streamweir.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.settle.GivenEntry;
import io.streamweir.internal.settle.Held;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchRunTest {
  private final Held first = new Held(GivenEntry.of("1-0", new byte[0], 1, 1), 100);
  private final Held second = new Held(GivenEntry.of("2-0", new byte[0], 1, 1), 100);
  private final BatchRun run = new BatchRun(2);

  @AfterEach
  void forgetInterrupts() {
    Thread.interrupted();
  }

  private void start() {
    assertThat(first.startTogether(200, run::lost)).isTrue();
    assertThat(second.startTogether(200, run::lost)).isTrue();
  }

  private static boolean interrupted() {
    return Thread.currentThread().isInterrupted();
  }

  @Test
  void isInterruptedWhereEveryEntryIsLostAndNotBefore() {
    start();
    assertThat(first.lose()).isTrue();
    assertThat(first.lose()).as("lost once").isFalse();
    assertThat(interrupted()).isFalse();
    assertThat(run.moot()).isFalse();
    assertThat(second.lose()).isTrue();
    assertThat(interrupted()).isTrue();
    assertThat(run.moot()).isTrue();
    run.end();
    assertThat(interrupted()).as("taken back").isFalse();
  }

  @Test
  void isInterruptedByNobodyAfterItsEnd() {
    start();
    int number = run.beginRun();
    run.end();
    assertThat(first.lose() && second.lose()).isTrue();
    run.timeOut(number);
    assertThat(interrupted()).isFalse();
  }

  @Test
  void isEndedByItsTimeoutAndNotByThatOfAnEarlierRun() {
    start();
    int earlier = run.beginRun();
    assertThat(run.endRun()).isFalse();
    int number = run.beginRun();
    run.timeOut(earlier);
    assertThat(interrupted()).isFalse();
    run.timeOut(number);
    assertThat(interrupted()).isTrue();
    assertThat(run.endRun()).isTrue();
    assertThat(interrupted()).as("taken back").isFalse();
  }

  @Test
  void countsAnEntryOnceThatIsCancelledAndLost() {
    first.cancel();
    start();
    assertThat(first.lose()).isTrue();
    assertThat(interrupted()).isFalse();
    assertThat(second.cancel()).isTrue();
    assertThat(interrupted()).isTrue();
  }

  @Test
  void leavesEachEntryToItsOwnEnd() {
    start();
    first.lose();
    run.end();
    assertThat(first.decide()).isFalse();
    assertThat(second.decide()).isTrue();
  }
}
