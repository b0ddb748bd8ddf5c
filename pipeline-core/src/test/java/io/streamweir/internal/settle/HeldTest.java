package io.streamweir.internal.settle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeldTest {
  private final Held held = new Held(GivenEntry.of("1-0", new byte[0], 1, 1), 100);

  @AfterEach
  void forgetInterrupts() {
    Thread.interrupted();
  }

  @Test
  void isStartedOnce() {
    assertThat(held.start(200)).isTrue();
    assertThat(held.start(200)).isFalse();
    assertThat(held.withdraw()).as("it runs").isFalse();
  }

  @Test
  void isNotStartedOnceItIsWithdrawnOrLost() {
    assertThat(held.withdraw()).isTrue();
    assertThat(held.start(200)).isFalse();
    assertThat(held.withdraw()).isFalse();
    assertThat(held.lose()).isFalse();
    assertThat(held.gone()).isTrue();
    assertThat(held.decide()).isFalse();
  }

  @Test
  void interruptsItsRunnerWhereItIsLostAndIsNotDecided() {
    held.start(200);
    assertThat(held.lose()).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThat(held.lose()).as("lost once").isFalse();
    held.end();
    assertThat(Thread.currentThread().isInterrupted()).as("taken back").isFalse();
    assertThat(held.decide()).isFalse();
  }

  @Test
  void interruptsNobodyAfterItsEnd() {
    held.start(200);
    held.end();
    assertThat(held.lose()).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void cannotBeLostOnceItIsDecided() {
    held.start(200);
    held.end();
    assertThat(held.decide()).isTrue();
    assertThat(held.lose()).isFalse();
    assertThat(held.gone()).isFalse();
  }

  @Test
  void timesOutOnlyTheRunItIsToldAndTakesTheInterruptBack() {
    held.start(200);
    int first = held.beginRun();
    assertThat(held.endRun()).isFalse();
    int second = held.beginRun();
    held.timeOut(first);
    assertThat(Thread.currentThread().isInterrupted()).as("the first is over").isFalse();
    held.timeOut(second);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThat(held.endRun()).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    held.timeOut(second);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    held.beginRun();
    assertThat(held.endRun()).as("the next run is in time").isFalse();
  }

  @Test
  void interruptsItsRunnerWhereItIsCancelledAndStaysToBeSettled() {
    held.start(200);
    assertThat(held.cancel()).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThat(held.cancel()).as("cancelled once").isFalse();
    assertThat(held.moot()).isTrue();
    assertThat(held.gone()).isFalse();
    held.end();
    assertThat(Thread.currentThread().isInterrupted()).as("taken back").isFalse();
    assertThat(held.decide()).isTrue();
  }

  @Test
  void isCancelledBeforeItsStartWithoutAnInterrupt() {
    assertThat(held.cancel()).isTrue();
    assertThat(held.start(200)).as("somebody has to settle it").isTrue();
    assertThat(held.cancelled()).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void cannotBeCancelledOnceItIsDecidedOrGone() {
    held.start(200);
    held.end();
    held.decide();
    assertThat(held.cancel()).isFalse();
    Held other = new Held(GivenEntry.of("2-0", new byte[0], 1, 1), 100);
    other.withdraw();
    assertThat(other.cancel()).isFalse();
    assertThat(other.cancelled()).isFalse();
  }

  @Test
  void keepsAnInterruptThatIsNotItsTimeouts() {
    held.start(200);
    held.beginRun();
    Thread.currentThread().interrupt();
    assertThat(held.endRun()).isFalse();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void knowsForHowLongItRuns() {
    assertThat(held.runningNanos(500)).isZero();
    held.start(200);
    assertThat(held.runningNanos(500)).isEqualTo(300);
    held.end();
    held.decide();
    assertThat(held.runningNanos(500)).isZero();
  }
}
