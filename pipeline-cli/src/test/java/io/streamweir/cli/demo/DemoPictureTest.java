package io.streamweir.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.cli.terminal.TerminalPicture;
import io.streamweir.stages.accesslog.AccessLogReport;
import io.streamweir.stages.accesslog.ReportStyle;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The picture of the demo shows what the demo prints today. If not, record it anew. */
class DemoPictureTest {
  private final List<String> picture = TerminalPicture.named("demo").lines();

  @Test
  void hasTheTitlesOfTheProgress() {
    assertThat(picture)
        .extracting(line -> Arrays.asList(line.strip().split(" +")))
        .contains(DemoProgress.TITLES);
  }

  @Test
  void hasTheSectionsAndTheSpeedOfTheReport() {
    List<String> report =
        AccessLogReport.of(name -> Map.of())
            .toText(ReportStyle.defaults().withElapsed(Duration.ofSeconds(7)))
            .lines()
            .toList();
    List<String> shown = picture.subList(picture.indexOf("Access log"), picture.size());

    assertThat(shown).filteredOn(DemoPictureTest::title).isSubsetOf(report).hasSizeGreaterThan(2);
    String speed =
        report.stream().filter(line -> line.contains(" jobs ")).findFirst().orElseThrow();
    assertThat(shown).extracting(DemoPictureTest::withoutFigures).contains(withoutFigures(speed));
  }

  private static boolean title(String line) {
    return !line.startsWith(" ");
  }

  private static String withoutFigures(String line) {
    return line.replaceAll("[0-9][0-9.,]*", "0");
  }
}
