package io.streamweir.cli.status.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.http.sample.StatusHistory;
import io.streamweir.http.sample.StatusSample;
import io.streamweir.inspect.Attempts;
import io.streamweir.inspect.BreakerStatus;
import io.streamweir.inspect.InboxStatus;
import io.streamweir.inspect.LaneStatus;
import io.streamweir.inspect.OutboxStatus;
import io.streamweir.inspect.Pause;
import io.streamweir.inspect.StageStatus;
import io.streamweir.inspect.WindowStatus;
import io.streamweir.pipeline.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusFrameTest {
  private static final Instant NOW = Instant.parse("2026-03-28T20:00:36Z");
  private static final AgeColours COLOURS =
      new AgeColours(Duration.ofSeconds(10), Duration.ofMinutes(1));
  private static final Outage OUTAGE = new Outage(NOW.minusSeconds(36), true, "gone");

  private final StatusFrame frame = new StatusFrame("streamweir status  redis://h", COLOURS, true);
  private final StatusHistory history = new StatusHistory();

  @BeforeEach
  void sample() {
    sample(0, 0);
    sample(1, 98_765);
  }

  private void sample(int second, long done) {
    sample(second, done, List.of());
  }

  private double waits = 3;
  private long ranThrough;
  private Attempts attempts = Attempts.NONE;
  private List<Pause> pauses = List.of();
  private List<OutboxStatus> outboxes = List.of();
  private List<BreakerStatus> breakers = List.of();

  private void sample(int second, long done, List<WindowStatus> windows) {
    history.add(
        new StatusSample(
            NOW,
            second * 1_000_000_000L,
            List.of(
                StatusSample.OfPipeline.of(
                    "access-log",
                    List.of(normal(parse(done)), normal(classify(done))),
                    List.of(
                        new LaneStatus("a-worker", "parse", 0, Priority.NORMAL, 500, 25, 0.4, 0.1),
                        new LaneStatus("a-worker", "parse", 2, Priority.NORMAL, 12, 20, 0.2, 0.1),
                        new LaneStatus(
                            "a-worker", "classify", 0, Priority.NORMAL, 1, 3_600, 3_600, 45),
                        new LaneStatus("b-worker", "classify", 0, Priority.NORMAL, 0, 0, 0, 45)),
                    windows,
                    outboxes,
                    pauses,
                    breakers))));
  }

  private StageStatus parse(long done) {
    Attempts none = Attempts.NONE;
    return new StageStatus(
        "parse", 1_234_567, true, 512, done, 0, 7, 0, 2, waits, 25, 0.4, 0, 0, none);
  }

  private StageStatus classify(long done) {
    return new StageStatus(
        "classify", 5, false, 1, done, ranThrough, 0, 99, 0, 30, 3_600, 3_600, 0, 0, attempts);
  }

  private static InboxStatus normal(StageStatus stage) {
    return new InboxStatus(0, Priority.NORMAL, stage);
  }

  private List<String> texts(int rows, int columns) {
    return frame.lines(history, null, NOW, rows, columns).stream()
        .map(line -> line.toString().stripTrailing())
        .toList();
  }

  @Test
  void showsWhatIsPausedBelowTheStages() {
    Instant since = Instant.parse("2026-03-01T10:00:00.5Z");
    pauses =
        List.of(
            new Pause("", since, null, true, "", ""),
            new Pause("parse", since, since.plusSeconds(60), false, "ops", "the disk is full"));
    sample(3, 40, List.of());
    assertThat(texts(14, 130))
        .contains(
            "all stages: paused since 2026-03-01T10:00:00Z, until it is resumed; submits are"
                + " refused",
            "parse: paused since 2026-03-01T10:00:00Z by ops, until 2026-03-01T10:01:00Z: the disk"
                + " is full");
  }

  @Test
  void saysWhichStageIsBehindUnlessItIsToWait() {
    waits = 131;
    sample(3, 40, List.of());
    String behind =
        "stage parse is behind: 1234567 entries wait, the oldest for 2 minutes; 2 workers have 512"
            + " in hand, one for 0 seconds";
    assertThat(texts(14, 130)).contains(behind);

    breakers = List.of(new BreakerStatus("parse", 2, 0, NOW, "java.io.IOException: away"));
    sample(4, 40, List.of());
    assertThat(texts(14, 130)).doesNotContain(behind);

    breakers = List.of();
    pauses = List.of(new Pause("parse", NOW, null, false, "ops", ""));
    sample(5, 40, List.of());
    assertThat(texts(14, 130)).doesNotContain(behind);
  }

  @Test
  void showsWhatRestsBelowTheStages() {
    Instant since = Instant.parse("2026-03-01T10:00:00.5Z");
    breakers = List.of(new BreakerStatus("parse", 2, 1, since, "java.io.IOException: away\u001b"));
    sample(3, 40, List.of());
    assertThat(texts(14, 130))
        .contains(
            "parse: breaker open in 2 workers, half-open in 1 worker, since 2026-03-01T10:00:00Z,"
                + " last failure: java.io.IOException: away\\x1b");
  }

  @Test
  void showsWhatWaitsForOtherPipelinesBelowTheStages() {
    outboxes = List.of(new OutboxStatus("billing", 1_234, 75));
    sample(3, 40, List.of());
    assertThat(texts(14, 130)).contains("submits to billing: 1,234 waiting, oldest 75s");
  }

  @Test
  void showsStagesAndWorkers() {
    assertThat(texts(12, 110).subList(2, 9))
        .containsExactly(
            "access-log",
            "STAGE      IN/S  OUT/S  FAILED  WAITING  LAG          AGE  PENDING   AGE  HELD "
                + " DELAYED   DEAD  WORKERS  DRAIN",
            "parse     98.8k  98.8k       -    1.23M          ██  3.0s      512   25s  0.4s       "
                + " 7      0        2  never",
            "classify  98.8k  98.8k       -       ~5          ██   30s        1   60m   60m       "
                + " 0     99        0  never",
            "",
            "WORKER    IDLE  PENDING   AGE  HELD  WORKS ON",
            "a-worker  0.1s      513   60m   60m  parse[0,2] 512, classify[0] 1");
  }

  @Test
  void showsWhatRanThroughWhereAnythingDid() {
    ranThrough = 970;
    attempts = new Attempts(1_000, 0, 0, "", 970);
    sample(2, 98_765);
    assertThat(texts(12, 110).subList(3, 6))
        .satisfiesExactly(
            titles -> assertThat(titles).containsPattern("OUT/S  FAILED  THROUGH  WAITING"),
            parse -> assertThat(parse).containsPattern("-        -    1.23M"),
            classify -> assertThat(classify).containsPattern("-      97%       ~5"));
  }

  @Test
  void showsWindows() {
    sample(2, 98_765, List.of(new WindowStatus("traffic", 12_345, 1_200, 3, 0, true, 95)));
    assertThat(texts(14, 110).subList(6, 9))
        .containsExactly(
            "WINDOW    OPEN  CLOSED   LATE  EARLY  BEHIND",
            "traffic  12.3k   1,200      3      0     95s",
            "");
    assertThat(texts(14, 24).get(7)).isEqualTo("traffic  12.3k     95s");
    assertThat(frame.lines(history, null, NOW, 14, 110).get(7).toAnsi()).contains("\u001b[33m3");
  }

  @Test
  void isNeverWiderThanTheTerminalNorHigher() {
    for (int columns = 1; columns < 200; columns++) {
      for (int rows : new int[] {1, 2, 3, 4, 7, 50}) {
        List<String> lines = texts(rows, columns);
        assertThat(lines).hasSize(rows);
        int widest = columns;
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(widest));
      }
    }
  }

  @Test
  void leavesOutWhatMattersLeastWhereItIsNarrow() {
    assertThat(texts(12, 79).get(3))
        .isEqualTo(
            "STAGE     OUT/S  FAILED  WAITING  LAG           AGE  PENDING   AGE  HELD   DEAD");
    assertThat(texts(12, 39).get(3).strip()).isEqualTo("STAGE     WAITING   AGE  PENDING  HELD");
  }

  @Test
  void coloursAgesByTheirThresholds() {
    String parse = frame.lines(history, null, NOW, 12, 110).get(4).toAnsi();
    String classify = frame.lines(history, null, NOW, 12, 110).get(5).toAnsi();
    assertThat(parse).contains("\u001b[32m3.0s", "\u001b[32m0.4s");
    assertThat(classify)
        .contains("\u001b[33m30s", "\u001b[33m99")
        .containsPattern("31;1m60m|1;31m60m");
  }

  @Test
  void dimsOldValuesDuringAnOutage() {
    List<AttributedString> lines = frame.lines(history, OUTAGE, NOW, 12, 110);
    assertThat(lines.get(1).toString())
        .matches("Redis unreachable since [0-9:]{8} \\(36s\\): gone");
    assertThat(lines.get(5).toAnsi()).contains("classify").doesNotContain("\u001b[3");
  }

  @Test
  void scrollsWithinItsBounds() {
    assertThat(texts(8, 110).get(7)).isEqualTo("q quit   ↑↓ scroll: 0 lines above, 3 below");
    frame.scroll(1);
    assertThat(texts(8, 110).get(2)).startsWith("STAGE");
    frame.scroll(1000);
    assertThat(texts(8, 110).get(7)).endsWith("3 lines above, 0 below");
    frame.scroll(Integer.MIN_VALUE / 2);
    assertThat(texts(8, 110).get(2)).startsWith("access-log");
  }
}
