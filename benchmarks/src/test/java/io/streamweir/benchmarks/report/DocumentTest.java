package io.streamweir.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.Metric;
import io.streamweir.benchmarks.measure.Series;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class DocumentTest {
  private static final CaseResult HOP =
      new CaseResult(
          "hop",
          "",
          "some < work & \"more\"",
          Metric.RATE,
          "bare loop",
          List.of(
              new Series("bare loop", List.of(Map.of(Metric.RATE, 200_000.0))),
              new Series("Streamweir", List.of(Map.of(Metric.RATE, 190_000.0)))));
  private static final RunResult RUN =
      new RunResult(
          new Machine("2026-01-31", 2, "cpu", 8, "Linux", "JDK", "7.0.15"), false, List.of(HOP));

  @Test
  void fillsOnlyTheStretchesOfScenariosThatRan() {
    String text =
        """
        before
        <!-- figures:hop -->
        old
        <!-- end -->
        between
        <!-- figures:submit -->
        kept
        <!-- end -->
        """;
    String filled = new Document(RUN).fill(text);
    assertThat(filled)
        .contains("before", "between", "kept", "| Streamweir | 190,000 |", "| 0.95 |");
    assertThat(filled).doesNotContain("old");
    assertThat(new Document(RUN).fill(filled)).isEqualTo(filled);
  }

  @Test
  void comesBackFromJsonAsItWas(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("run.json");
    RUN.write(file);
    assertThat(RunResult.read(file)).isEqualTo(RUN);
  }

  @Test
  void drawsWellFormedBarsWhoseLengthsAreTheFigures() throws Exception {
    String svg = SvgChart.draw(List.of(HOP));
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    var bars = document.getElementsByTagName("rect");
    double bare =
        Double.parseDouble(bars.item(0).getAttributes().getNamedItem("width").getNodeValue());
    double own =
        Double.parseDouble(bars.item(1).getAttributes().getNamedItem("width").getNodeValue());
    assertThat(own / bare).isBetween(0.945, 0.955);
  }
}
