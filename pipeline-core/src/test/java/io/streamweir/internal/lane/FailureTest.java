package io.streamweir.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureTest {
  @Test
  void tellsTheCausesOnOneLineAndTheirFramesBehindIt() {
    Throwable root = new SQLException("deadlock detected on table orders");
    Failure failure = Failure.of(new IllegalStateException("charge failed", root));

    assertThat(failure.summary())
        .startsWith(
            "java.lang.IllegalStateException: charge failed at io.streamweir.internal.lane.Failure")
        .endsWith("; caused by: java.sql.SQLException: deadlock detected on table orders")
        .doesNotContain("\n");
    List<String> lines = failure.detail().lines().toList();
    assertThat(lines.get(0)).isEqualTo(failure.summary());
    assertThat(lines.get(1)).startsWith("\tat io.streamweir.internal.lane.FailureTest.tells");
    int second =
        lines.indexOf("caused by: java.sql.SQLException: deadlock detected on table orders");
    assertThat(lines.get(second + 1))
        .startsWith("\tat io.streamweir.internal.lane.FailureTest.tells");
    assertThat(lines).hasSizeLessThan(25);
  }

  @Test
  void isBoundedWhateverIsThrown() {
    Throwable chain = new IllegalStateException("root");
    for (int i = 0; i < 100; i++) {
      chain = new IllegalStateException("y".repeat(10_000), chain);
    }
    Failure failure = Failure.of(chain);
    assertThat(failure.summary()).hasSize(2_000);
    assertThat(failure.detail().length()).isBetween(2_000, 8_000);
    assertThat(failure.detail()).contains("caused by: java.lang.IllegalStateException: root\n");
  }

  @Test
  void survivesWhatCannotBeDescribed() {
    Throwable loop = new IllegalStateException("first");
    loop.initCause(new IllegalStateException("second", loop));
    assertThat(Failure.of(loop).detail()).contains("first", "second");

    Failure silent = Failure.of(new Indescribable());
    assertThat(silent.summary()).contains("Indescribable, which cannot be described");
    assertThat(silent.detail()).startsWith(silent.summary());
    assertThat(silent.kind()).contains("Indescribable");
  }

  @Test
  void hasNoFramesWhereNothingWasThrown() {
    assertThat(Failure.because("no").detail()).isEqualTo("no");
    assertThat(Failure.because("x".repeat(9_000)).detail()).hasSize(2_000);
  }

  private static final class Indescribable extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("not even that");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new IllegalStateException("nor that");
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new IllegalStateException("nor that either");
    }
  }
}
