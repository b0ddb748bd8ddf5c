package io.streamweir.stages.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Sha256Test {
  private static final String OF_A =
      "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";

  /** What {@code sha256sum} of GNU coreutils 9.1 prints; the names are written as in Java. */
  @ParameterizedTest
  @CsvSource({
    "'plain', 'ca97  plain'",
    "' lead', 'ca97   lead'",
    "'*', 'ca97  *'",
    "'gr\u00fc', 'ca97  gr\u00fc'",
    "'back\\slash', '\\ca97  back\\\\slash'",
    "'nl\nx', '\\ca97  nl\\nx'",
    "'cr\rx', '\\ca97  cr\\rx'",
    "'\\\r\n', '\\ca97  \\\\\\r\\n'"
  })
  void linesAreWrittenAsSha256sumDoes(String name, String line) {
    byte[] written = Sha256.line(HexFormat.of().parseHex(OF_A), Tree.path(name));

    assertThat(new String(written, StandardCharsets.ISO_8859_1))
        .isEqualTo(line.replace("ca97", OF_A) + "\n");
  }
}
