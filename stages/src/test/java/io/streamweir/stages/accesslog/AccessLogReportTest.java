package io.streamweir.stages.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogReportTest {
  private static final Map<String, Map<String, Long>> COUNTERS =
      Map.of(
          "totals", Map.of("accepted", 1234L, "rejected", 3L, "bytes", 2_747_282_505L),
          "status", Map.of("200", 1200L, "404", 30L, "503", 4L),
          "methods", Map.of("GET", 1230L, "other", 4L),
          "minutes", Map.of("2015-05-17T10:06Z", 34L, "2015-05-17T10:05Z", 1200L),
          "paths", Map.of("/b", 7L, "/a", 7L, "/c", 9L, "/d", 1L),
          "traffic", Map.of("person/page", 1000L, "bot/asset", 234L),
          "alerts", Map.of("2015-05-17T10:06Z", 4L),
          "findings", Map.of("sql-injection", 2L, "server-error", 4L));

  @Test
  void writesJsonExactlyAsDocumented() {
    assertThat(report().toJson())
        .isEqualTo(
            "{\"accepted\":1234,\"rejected\":3,\"bytes\":2747282505,"
                + "\"status\":{\"200\":1200,\"404\":30,\"503\":4},"
                + "\"methods\":{\"GET\":1230,\"other\":4},"
                + "\"minutes\":{\"2015-05-17T10:05Z\":1200,\"2015-05-17T10:06Z\":34},"
                + "\"paths\":[{\"path\":\"/c\",\"hits\":9},{\"path\":\"/a\",\"hits\":7},"
                + "{\"path\":\"/b\",\"hits\":7},{\"path\":\"/d\",\"hits\":1}],"
                + "\"alerts\":{\"2015-05-17T10:06Z\":4},\"findings\":6}");
  }

  @Test
  void addsSecondsAndSpeedOfARun() {
    assertThat(report().toJson(Duration.ofMillis(500)))
        .endsWith(",\"findings\":6,\"seconds\":0.5,\"jobsPerSecond\":2474.0}");
  }

  @Test
  void writesAnEmptyReport() {
    AccessLogReport empty = AccessLogReport.of(group -> Map.of());

    assertThat(empty.toJson())
        .isEqualTo(
            "{\"accepted\":0,\"rejected\":0,\"bytes\":0,\"status\":{},\"methods\":{},"
                + "\"minutes\":{},\"paths\":[],\"alerts\":{},\"findings\":0}");
    assertThat(empty.toText(ReportStyle.defaults())).contains("0 lines accepted", "none");
  }

  @Test
  void keepsTheBusiestPathsOnly() {
    AccessLogReport report = AccessLogReport.of(COUNTERS::get, 2);

    assertThat(report.paths())
        .extracting(AccessLogReport.PathHits::path)
        .containsExactly("/c", "/a");
    assertThat(AccessLogReport.of(COUNTERS::get, 0).paths()).isEmpty();
  }

  @Test
  void showsEverySectionToAPerson() {
    String text =
        report()
            .toText(
                ReportStyle.defaults()
                    .withElapsed(Duration.ofSeconds(2))
                    .withRejected(
                        rejected("expected a host and a space at column 1", "not a line")));

    assertThat(text)
        .contains("1,234 lines accepted, 3 rejected, 2.7 GB sent")
        .contains("1,237 jobs in 2.0 s from a cold start: 619 jobs per second")
        .contains("2015-05-17T10:05Z to 2015-05-17T10:06Z")
        .contains("4  2015-05-17T10:06Z, of 34 requests")
        .contains("200 OK", "97.2 %", "█", "404 Not Found", "person/page", "sql injection")
        .contains("for example: not a line", "because:     expected a host and a space at column 1")
        .doesNotContain("\u001b");
  }

  @Test
  void namesTheFormatOfTheRejectedExampleAndHowToReadIt() {
    String line = "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"";

    assertThat(withExample(line + " \"203.0.113.9\""))
        .contains("nginx' format main", "STREAMWEIR_ACCESS_LOG_FORMATS=main\n");
    assertThat(withExample("www.example.com:443 " + line))
        .contains("Apache's format vhost_combined")
        .contains("STREAMWEIR_ACCESS_LOG_FORMATS=vhost_combined\n")
        .contains("dead replay -p access-log --stage parse --all")
        .satisfies(
            text ->
                assertThat(text.substring(text.indexOf("  in: ")).lines())
                    .allMatch(shown -> shown.length() <= 60));
    assertThat(withExample("nonsense")).doesNotContain("format", "STREAMWEIR");
  }

  @Test
  void namesEachFormatOfTheRejectedLinesAndHowManyAreInIt() {
    String line = "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"";
    String main = line + " \"203.0.113.9\"";

    String text =
        report()
            .toText(
                ReportStyle.defaults()
                    .withWidth(60)
                    .withRejected(
                        rejected("why", "nonsense", main, main, "www.b.com:443 " + line)));

    assertThat(text)
        .contains("for example: nonsense")
        .contains("nginx' format main: 2\n", "Apache's format vhost_combined: 1\n")
        .contains("STREAMWEIR_ACCESS_LOG_FORMATS=vhost_combined,main\n")
        .doesNotContain("looked at");
    assertThat(text.substring(text.indexOf("  in: ")).lines())
        .allMatch(shown -> shown.length() <= 60);
    assertThat(withExample(main)).contains("looked at:   the first 1\n");
  }

  private static RejectedLines rejected(String reason, String... lines) {
    RejectedLines rejected = RejectedLines.NONE;
    for (String line : lines) {
      rejected = rejected.with(line, reason);
    }
    return rejected;
  }

  private static String withExample(String line) {
    return report().toText(ReportStyle.defaults().withRejected(rejected("because", line)));
  }

  @Test
  void usesAsciiOnlyAndColoursOnlyWhenTold() {
    String ascii = report().toText(ReportStyle.defaults().withUnicode(false));

    assertThat(ascii).matches(text -> text.chars().allMatch(c -> c < 127)).contains("####");
    assertThat(report().toText(ReportStyle.defaults().withColour(true)))
        .contains("\u001b[1mStatus codes\u001b[0m", "\u001b[33m404", "\u001b[31m503")
        .doesNotContain("\u001b[32m2015");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 60, 80, 132})
  void staysWithinTheWidth(int width) throws IOException {
    CountingRun run = new CountingRun();
    StringBuilder log = new StringBuilder();
    SampleLog.write(SampleLog.DEFAULT_SEED, 5_000, log);
    log.toString().lines().forEach(run::line);
    run.line(
        "h i u [17/May/2015:10:05:03 +0000] \"GET /" + "long".repeat(99) + " HTTP/1.1\" 200 1");
    ReportStyle style =
        ReportStyle.defaults()
            .withWidth(width)
            .withRejected(rejected("y".repeat(999), "x".repeat(999)));

    assertThat(run.report().toText(style).lines())
        .filteredOn(line -> !line.contains("lines accepted"))
        .allMatch(line -> line.length() <= Math.max(60, width));
  }

  @Test
  void escapesWhatCouldHarmATerminal() {
    Map<String, Map<String, Long>> hostile = new HashMap<>(COUNTERS);
    hostile.put("paths", Map.of("/\u001b[2J\r\n\u009b\u202eevil\uD800\u0000", 1L));
    hostile.put("methods", Map.of("\u001b[31m", 1L, "", 1L));

    String text =
        AccessLogReport.of(hostile::get)
            .toText(ReportStyle.defaults().withRejected(rejected("\u001b", "\u001b]0;x\u0007")));

    assertThat(text)
        .contains("/\\x1b[2J\\x0d\\x0a\\x9b\\u202eevil\\ud800\\x00", "\\x1b]0;x\\x07")
        .matches(t -> t.chars().allMatch(c -> c == '\n' || c >= 32 && c != 0x9b && c != 0x202e));
  }

  @ParameterizedTest
  @CsvSource({"abc,3,abc", "abcd,3,ab…", "a\u0001b,5,a\\x0…", "ab😀c,4,ab…", "'',3,''"})
  void cutsLongTextWithoutSplittingACharacter(String text, int columns, String shown) {
    assertThat(Printable.of(text, columns, "…")).isEqualTo(shown);
  }

  private static AccessLogReport report() {
    return AccessLogReport.of(COUNTERS::get);
  }
}
