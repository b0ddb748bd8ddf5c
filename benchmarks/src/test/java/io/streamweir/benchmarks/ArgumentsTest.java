package io.streamweir.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void takesOptionsAndScenariosInAnyOrder() {
    Arguments arguments = Arguments.parse("hop", "--quick", "--json", "out.json", "submit");
    assertThat(arguments.scenarios()).containsExactly("hop", "submit");
    assertThat(arguments.json()).isEqualTo(Path.of("out.json"));
    assertThat(arguments.roundsOrUsual()).isEqualTo(3);
  }

  @Test
  void runsFiveRoundsUnlessToldOtherwise() {
    assertThat(Arguments.parse().roundsOrUsual()).isEqualTo(5);
    assertThat(Arguments.parse("--rounds", "9").roundsOrUsual()).isEqualTo(9);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> Arguments.parse("--fast")).hasMessageContaining("--fast");
    assertThatThrownBy(() -> Arguments.parse("--json")).hasMessageContaining("wants a value");
    assertThatThrownBy(() -> Arguments.parse("--rounds", "0")).hasMessageContaining("1 to 9999");
  }
}
