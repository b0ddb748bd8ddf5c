package io.streamweir.http.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class PlainBulkTest {
  @Test
  void doesNotSayThatAJobWasNotAddedWhereItDoesNotKnow() {
    ExecutionException strange = new ExecutionException(new IllegalStateException("strange"));

    Problem problem = PlainBulk.problem(7, strange);

    assertThat(problem.type()).isEqualTo(ProblemType.SUBMIT_UNCERTAIN);
    assertThat(problem.detail()).doesNotContain("strange");
    assertThat(problem.retryAfter()).isNotNull();
  }
}
