package io.streamweir.internal.feature.cancel;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.housekeeping.PromoteScript;
import io.streamweir.internal.settle.GivenEntry;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.InHand;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CancelledJobsTest {
  private final CancelledJobs cancelled = new CancelledJobs(entry -> List.of());

  @AfterEach
  void forgetInterrupts() {
    Thread.interrupted();
  }

  @Test
  void knowsNobodyAtFirst() {
    heard(0, 0);

    assertThat(cancelled.has("a")).isFalse();
    assertThat(cancelled.known()).isZero();
  }

  @Test
  void addsWhatItHears() {
    heard(0, 7_000, new PromoteScript.Cancelled("a", 7_000));
    heard(
        0, 9_000, new PromoteScript.Cancelled("b", 8_000), new PromoteScript.Cancelled("c", 9_000));

    assertThat(List.of("a", "b", "c", "d"))
        .filteredOn(cancelled::has)
        .containsExactly("a", "b", "c");
    assertThat(cancelled.known()).isEqualTo(9_000);
  }

  @Test
  void asksOnBehindTheLastOneItWasTold() {
    heard(0, 9_000, new PromoteScript.Cancelled("a", 7_000));

    assertThat(cancelled.known()).as("there are more").isEqualTo(7_000);
  }

  @Test
  void forgetsWhatHasServedItsTime() {
    heard(
        0, 9_000, new PromoteScript.Cancelled("a", 7_000), new PromoteScript.Cancelled("b", 9_000));

    heard(7_000, 9_000);
    assertThat(cancelled.has("a")).isFalse();
    assertThat(cancelled.has("b")).isTrue();

    heard(10_000, 0);
    assertThat(cancelled.has("b")).isFalse();
  }

  /** A server that was flushed, or the replica that took over. */
  @Test
  void beginsAgainWhereTheServerKnowsLess() {
    heard(
        0, 9_000, new PromoteScript.Cancelled("a", 7_000), new PromoteScript.Cancelled("b", 9_000));

    heard(0, 7_000);
    assertThat(cancelled.known()).isZero();
    heard(0, 7_000, new PromoteScript.Cancelled("a", 7_000));

    assertThat(cancelled.has("a")).isTrue();
    assertThat(cancelled.has("b")).isFalse();
  }

  @Test
  void interruptsHandlersOfThoseItHearsOf() {
    InHand inHand = new InHand();
    cancelled.watch(inHand);
    Held held = inHand.hold(List.of(GivenEntry.of("1-0", new byte[0], 1, 1))).get(0);
    held.start(1);

    heard(0, 7_000, new PromoteScript.Cancelled("other", 7_000));
    assertThat(held.cancelled()).isFalse();
    heard(0, 8_000, new PromoteScript.Cancelled("job", 8_000));

    assertThat(held.cancelled()).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  private void heard(long nowMillis, long highest, PromoteScript.Cancelled... told) {
    cancelled.heard(
        new PromoteScript.Reply(0, -1, nowMillis * 1000, highest, List.of(told), List.of(), ""));
  }
}
