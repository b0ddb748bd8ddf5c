package io.streamweir.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {
  @Test
  void escapesWhatATerminalWouldObey() {
    assertThat(SafeText.of("a\u001b[31mb\rc\u009bd\u202ee"))
        .isEqualTo("a\\x1b[31mb\\x0dc\\x9bd\\u202ee");
  }

  @Test
  void keepsWhatCanBeRead() {
    assertThat(SafeText.of("größe 日本 😀")).isEqualTo("größe 日本 😀");
  }

  @Test
  void cutsToTheWidth() {
    assertThat(SafeText.of("abcdefghij", 10)).isEqualTo("abcdefghij");
    assertThat(SafeText.of("abcdefghijk", 10)).isEqualTo("abcdefg...");
  }
}
