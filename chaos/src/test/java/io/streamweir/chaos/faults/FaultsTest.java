package io.streamweir.chaos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static final Pattern ROW = Pattern.compile("^\\| `([a-z-]+)` \\|", Pattern.MULTILINE);

  @Test
  void areTheRowsOfTheDocumentInItsOrder() throws IOException {
    List<String> rows =
        ROW.matcher(Files.readString(Path.of("../docs/reliability.md")))
            .results()
            .map(row -> row.group(1))
            .toList();
    assertThat(rows).containsExactlyElementsOf(Faults.all().stream().map(Fault::name).toList());
  }
}
