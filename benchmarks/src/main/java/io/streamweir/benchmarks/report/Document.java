package io.streamweir.benchmarks.report;

import io.streamweir.benchmarks.measure.CaseResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a run's figures into the document: each stretch between {@code <!-- figures:NAME -->} and
 * {@code <!-- end -->} is replaced, NAME being a scenario or {@code machine}. What is outside
 * stays.
 */
public final class Document {
  private static final Pattern STRETCH =
      Pattern.compile("(<!-- figures:([a-z-]+) -->\n).*?(<!-- end -->)", Pattern.DOTALL);

  private final RunResult run;
  private final Map<String, List<CaseResult>> byScenario;

  /** Of this run. */
  public Document(RunResult run) {
    this.run = run;
    this.byScenario =
        run.cases().stream()
            .collect(
                Collectors.groupingBy(
                    CaseResult::scenario, LinkedHashMap::new, Collectors.toList()));
  }

  /** Draws a chart per scenario into the folder and fills the document's stretches. */
  public void write(Path document, Path charts) throws IOException {
    Files.createDirectories(charts);
    for (Map.Entry<String, List<CaseResult>> scenario : byScenario.entrySet()) {
      Files.writeString(
          charts.resolve(scenario.getKey() + ".svg"), SvgChart.draw(scenario.getValue()));
    }
    Files.writeString(document, fill(Files.readString(document)));
  }

  /** The text with its stretches filled; those of scenarios that did not run stay as they are. */
  String fill(String text) {
    return STRETCH
        .matcher(text)
        .replaceAll(
            match -> {
              String figures = figures(match.group(2));
              return Matcher.quoteReplacement(
                  figures.isEmpty() ? match.group() : match.group(1) + figures + match.group(3));
            });
  }

  private String figures(String name) {
    if (name.equals("machine")) {
      return run.machine().describe() + (run.quick() ? " (a quick run)" : "") + ".\n";
    }
    return byScenario.getOrDefault(name, List.of()).stream()
        .map(Document::table)
        .collect(Collectors.joining("\n"));
  }

  private static String table(CaseResult result) {
    TextTable table = new TextTable(result);
    String rule = table.head().stream().map(cell -> "---").collect(Collectors.joining(" | "));
    String rows = table.rows().stream().map(row -> line(row) + "\n").collect(Collectors.joining());
    String title = "**" + result.title() + "**: " + result.work() + "\n\n";
    return title + line(table.head()) + "\n| " + rule + " |\n" + rows;
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
