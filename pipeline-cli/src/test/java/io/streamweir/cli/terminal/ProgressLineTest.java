package io.streamweir.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  @Test
  void tellsNoSpeedBeforeASecondHasPassed() {
    ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    Terminal terminal = new Terminal(true, true, true, 80, false, true, true);
    Output err = Output.to(drawn);
    new ProgressLine(err, terminal, "letters counted").update(0.5, 10_000);

    assertThat(drawn.toString(StandardCharsets.UTF_8))
        .contains("50 %", "10,000 letters counted")
        .doesNotContain("/s", "left");
  }
}
