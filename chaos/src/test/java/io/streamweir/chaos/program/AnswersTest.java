package io.streamweir.chaos.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {
  @Test
  void findTheCheckpointOfEachAttemptBehindTheOneBefore() {
    assertThat(wentBackWhereLostBefore(0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void tellThatACheckpointWentBackBeforeWhicheverAttempt(int attempt) {
    assertThat(wentBackWhereLostBefore(attempt)).isTrue();
  }

  @Test
  void letAnAttemptBeRepeated() {
    assertThat(Answers.saves(2, 2)).isEqualTo(2);
  }

  /** Whether the last attempt tells of it where all that was saved is lost before this one. */
  private static boolean wentBackWhereLostBefore(int lost) {
    long saved = 0;
    for (int attempt = 1; attempt < Answers.SUCCEEDS_AT; attempt++) {
      saved = Answers.saves(attempt, attempt == lost ? 0 : saved);
    }
    return Answers.wentBack(Answers.SUCCEEDS_AT, lost == Answers.SUCCEEDS_AT ? 0 : saved);
  }
}
