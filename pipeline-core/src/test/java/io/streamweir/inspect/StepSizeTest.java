package io.streamweir.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StepSizeTest {
  private final StepSize step = new StepSize();

  @Test
  void growsWhereEntriesAreSmallAndNotBeyondItsBound() {
    int before = step.get();
    step.heard(before, before * 100L);
    assertThat(step.get()).isEqualTo(2 * before);
    for (int i = 0; i < 20; i++) {
      step.heard(step.get(), step.get());
    }
    assertThat(step.get()).isEqualTo(StepSize.MOST);
  }

  @Test
  void fallsAtOnceWhereEntriesAreLarge() {
    step.heard(20, 20L << 20);
    assertThat(step.get()).isEqualTo(1);
    step.heard(1, 600L << 20);
    assertThat(step.get()).isEqualTo(1);
    step.heard(0, 0);
    assertThat(step.get()).isEqualTo(1);
  }
}
