package io.streamweir.cli.status.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.cli.terminal.TerminalPicture;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.stages.accesslog.AccessLogPipeline;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

/** The picture of the watch shows the columns that there are. If not, record it anew. */
class StatusPictureTest {
  private static final int WIDTH = 131; // of 132 columns: the last one stays free
  private static final AgeColours COLOURS =
      new AgeColours(Duration.ofSeconds(10), Duration.ofMinutes(1));

  private final List<String> picture = TerminalPicture.named("status").lines();

  @Test
  void hasTheStagesInTheColumnsOfToday() {
    List<String> stages =
        new AccessLogPipeline().pipeline().stages().stream().map(StageDefinition::name).toList();
    int longest = stages.stream().mapToInt(String::length).max().orElseThrow();
    AttributedString titles =
        new StageTable(WIDTH, longest, false, COLOURS, true).lines(List.of()).get(0);

    int row = picture.indexOf(titles.toString().stripTrailing());
    assertThat(row).as("'%s' in %s", titles, picture).isPositive();
    assertThat(picture.subList(row + 1, row + 1 + stages.size()))
        .extracting(line -> words(line).get(0))
        .containsExactlyElementsOf(stages);
  }

  @Test
  void hasTheTitlesOfTheOtherTables() {
    String windows = new WindowTable(WIDTH, List.of()).lines().get(0).toString();
    String workers = new WorkerTable(WIDTH, List.of(), COLOURS).lines().get(0).toString();

    assertThat(picture)
        .extracting(StatusPictureTest::words)
        .contains(words(windows), words(workers));
  }

  private static List<String> words(String line) {
    return Arrays.asList(line.strip().split(" +"));
  }
}
