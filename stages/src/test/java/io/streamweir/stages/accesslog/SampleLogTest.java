package io.streamweir.stages.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class SampleLogTest {
  @Test
  void isTheSameTextOnEveryMachine() throws IOException {
    CRC32 crc = new CRC32();
    crc.update(sample(SampleLog.DEFAULT_SEED, 20_000).getBytes(StandardCharsets.UTF_8));

    assertThat(crc.getValue()).isEqualTo(1759610113L);
  }

  @Test
  void differsBySeedAndBeginsAlikeWhateverItsLength() throws IOException {
    assertThat(sample(1, 100)).isNotEqualTo(sample(2, 100)).startsWith(sample(1, 50));
  }

  @Test
  void hasAsManyLinesAsWantedAndNoneBlank() throws IOException {
    String text = sample(3, 12_345);

    assertThat(text.lines()).hasSize(12_345).noneMatch(String::isBlank);
    assertThat(text).endsWith("\n");
  }

  @Test
  void looksLikeARealLog() throws IOException {
    CountingRun run = new CountingRun();
    sample(SampleLog.DEFAULT_SEED, SampleLog.DEFAULT_LINES).lines().forEach(run::line);
    AccessLogReport report = run.report();

    assertThat(report.lines()).isEqualTo(SampleLog.DEFAULT_LINES);
    assertThat(report.rejected()).isBetween(60L, 160L);
    assertThat(report.status().keySet())
        .contains("200", "206", "301", "304", "400", "404", "500", "503");
    assertThat(report.methods().keySet()).contains("GET", "POST", "HEAD", "other", "CONNECT");
    assertThat(report.traffic().keySet())
        .contains("person/page", "person/asset", "bot/page", "bot/asset");
    assertThat(report.findings().keySet())
        .containsExactlyInAnyOrder(
            "traversal",
            "sql-injection",
            "script-injection",
            "shell-injection",
            "probe",
            "server-error");
    assertThat(report.minutes()).hasSizeGreaterThan(300);
  }

  @Test
  void breaksLinesInEveryWay() throws IOException {
    CountingRun run = new CountingRun();
    sample(SampleLog.DEFAULT_SEED, SampleLog.DEFAULT_LINES).lines().forEach(run::line);
    Map<String, Integer> reasons = new HashMap<>();
    run.rejected.forEach(r -> reasons.merge(r.replaceAll(" at column.*", ""), 1, Integer::sum));

    assertThat(reasons).hasSizeGreaterThanOrEqualTo(6);
  }

  private static String sample(long seed, int lines) throws IOException {
    StringBuilder text = new StringBuilder();
    SampleLog.write(seed, lines, text);
    return text.toString();
  }
}
