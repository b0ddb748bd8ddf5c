package io.streamweir.stages.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.Fingerprint;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.SchemaSource;
import io.streamweir.schemas.accesslog.LogLine;
import io.streamweir.stages.accesslog.AccessLogPipeline;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;

class ProtocolExamplesTest {
  private static final Pattern PARTITION =
      Pattern.compile("^\\| `([^`]+)` \\| (\\d+) \\| (\\d+) \\|$", Pattern.MULTILINE);

  private final String protocol = Documents.text(Documents.ROOT.resolve("docs/protocol.md"));

  @Test
  void showTheCanonicalFormTheFingerprintAndThePayload() {
    byte[] payload =
        new AvroCodec(new SchemaCatalog(SchemaSource.NONE)).encode(new LogLine("hello"));

    assertThat(protocol)
        .contains("\n" + SchemaNormalization.toParsingForm(LogLine.getClassSchema()) + "\n")
        .contains("`" + Fingerprint.hex(Fingerprint.of(LogLine.getClassSchema())) + "`")
        .contains("`" + HexFormat.of().formatHex(payload) + "`");
  }

  @Test
  void showThePartitionsThatJobsHave() {
    List<MatchResult> rows = PARTITION.matcher(protocol).results().toList();

    assertThat(rows).hasSizeGreaterThan(2);
    for (MatchResult row : rows) {
      assertThat(AccessLogPipeline.pipeline(12).partitionOf(row.group(1)))
          .as(row.group(1))
          .isEqualTo(Integer.parseInt(row.group(3)))
          .isEqualTo((int) (Long.parseLong(row.group(2)) % 12));
    }
  }
}
