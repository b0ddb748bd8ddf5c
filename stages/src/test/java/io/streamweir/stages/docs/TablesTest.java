package io.streamweir.stages.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TablesTest {
  private static final int LONGEST_CELL = 200; // longer ones are read by nobody

  static List<Path> documents() {
    return Documents.all();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void haveCellsThatAreReadAtAGlance(Path document) {
    List<String> tooLong =
        Documents.text(document)
            .lines()
            .filter(line -> line.startsWith("|"))
            .flatMap(line -> Arrays.stream(line.split("(?<!\\\\)\\|")))
            .map(String::strip)
            .filter(cell -> cell.length() > LONGEST_CELL)
            .toList();
    assertThat(tooLong).isEmpty();
  }
}
