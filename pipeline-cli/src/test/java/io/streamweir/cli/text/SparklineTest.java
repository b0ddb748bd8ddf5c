package io.streamweir.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SparklineTest {
  @Test
  void isFullWhereItIsHighestAndEmptyOnlyWhereNothingIs() {
    assertThat(Sparkline.of(List.of(0.0, 0.1, 50.0, 100.0), 4, true)).isEqualTo("▁▂▅█");
    assertThat(Sparkline.of(List.of(0.0, 0.1, 50.0, 100.0), 4, false)).isEqualTo("_.=#");
  }

  @Test
  void showsTheNewestToTheRight() {
    assertThat(Sparkline.of(List.of(9.0, 0.0, 1.0), 2, true)).isEqualTo("▁█");
    assertThat(Sparkline.of(List.of(9.0), 3, true)).isEqualTo("  █");
    assertThat(Sparkline.of(List.of(0.0, 0.0), 2, true)).isEqualTo("▁▁");
    assertThat(Sparkline.of(List.of(), 2, true)).isEqualTo("  ");
  }
}
