package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {
  private final StageContext context = StageContext.of("orders", "import", "job-1");

  @Test
  void isThereForTheHandlersOwnTest() {
    assertThat(context.lastProgress()).isEmpty();

    context.progress(0.4, "page 4 of 10");
    assertThat(context.lastProgress()).contains(new Progress(0.4, "page 4 of 10"));

    context.progress(1);
    assertThat(context.lastProgress()).contains(new Progress(1, ""));
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {-0.001, 1.001, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void isFromZeroToOne(double fraction) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> context.progress(fraction, "far"))
        .withMessageContaining("from 0 to 1")
        .withMessageContaining(Double.toString(fraction));
    assertThat(context.lastProgress()).isEmpty();
  }

  @Test
  void shortensALongNoteBetweenTwoCharacters() {
    context.progress(0, "🦀".repeat(Progress.MOST_NOTE));
    assertThat(context.lastProgress().orElseThrow().note())
        .isEqualTo("🦀".repeat(Progress.MOST_NOTE));

    context.progress(0, "🦀".repeat(5_000));
    assertThat(context.lastProgress().orElseThrow().note())
        .isEqualTo("🦀".repeat(Progress.MOST_NOTE - 1) + "…");
  }

  @Test
  void knowsNoNegativeZero() {
    assertThat(new Progress(-0.0, "")).isEqualTo(new Progress(0, ""));
  }
}
