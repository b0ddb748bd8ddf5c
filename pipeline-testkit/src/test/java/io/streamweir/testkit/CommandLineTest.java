package io.streamweir.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  @Test
  void splitsAnOptionFromItsValue() {
    assertThat(CommandLine.words(List.of("--appendonly yes", "--maxmemory", "10mb")))
        .containsExactly("--appendonly", "yes", "--maxmemory", "10mb");
  }

  @Test
  void keepsAValueOfSeveralWordsInOnePiece() {
    assertThat(
            CommandLine.words(List.of("--save \"60 1\"", "--save \"\"", "--user a on >b ~* +@all")))
        .containsExactly("--save", "60 1", "--save", "", "--user", "a on >b ~* +@all");
  }
}
