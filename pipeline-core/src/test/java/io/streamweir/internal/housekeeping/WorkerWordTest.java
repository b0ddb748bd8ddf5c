package io.streamweir.internal.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Priority;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerWordTest {
  private static final String IDLE =
      "since=5;version=1.4.0;stages=parse,enrich;partitions=2;priorities=high,normal";

  private static WorkerWord read(String text) {
    return WorkerWord.read(text).orElseThrow();
  }

  private static Keys at(int partition) {
    return new Keys("sw", "p", partition);
  }

  @Test
  void readsWhatItWrites() {
    LaneWord failing = new LaneWord(1_250, 400, 390, 240_000, "java.net.ConnectException", 0, 0);
    WorkerWord word =
        new WorkerWord(
            5,
            "1.4.0",
            List.of("parse", "enrich"),
            2,
            List.of("high", "normal"),
            Map.of("parse/1/high", failing));
    assertThat(word.text())
        .isEqualTo(
            IDLE
                + "|parse/1/high:1250;ended=400;failed=390;failing=240000"
                + ";cause=java.net.ConnectException");
    assertThat(WorkerWord.read(word.text())).contains(word);
    assertThat(read(IDLE + "|parse/0:1|enrich/0:2;ended=1|parse/1/high:3").lanes()).hasSize(3);
  }

  @Test
  void saysNothingOfLanesThatHaveNothingToTell() {
    WorkerWord word = read(IDLE);
    assertThat(word.text()).isEqualTo(IDLE);
    assertThat(word.lane(at(1), "enrich")).contains(LaneWord.NOTHING);
    assertThat(word.lane(at(1).at(Priority.HIGH), "enrich")).contains(LaneWord.NOTHING);
  }

  @Test
  void hasNoLanesWhereTheWorkerDoesNotWork() {
    WorkerWord word = read(IDLE);
    assertThat(word.lane(at(2), "parse")).isEmpty();
    assertThat(word.lane(at(0), "report")).isEmpty();
    assertThat(word.lane(at(0).at(Priority.LOW), "parse")).isEmpty();
  }

  @Test
  void tellsStagesApartWhoseNamesBeginAlike() {
    LiveWorkers live =
        new LiveWorkers(
            List.of(
                new LiveWorkers.Live(
                    "w", 1, read("since=1;stages=a,a-b;partitions=1|a/0:7|a-b/0:9"))));
    assertThat(live.of("a")).extracting(LaneWord::oldestMillis).containsExactly(7L);
    assertThat(live.at(at(0), "a-b"))
        .extracting(lane -> lane.word().oldestMillis())
        .containsExactly(9L);
  }

  @Test
  void passesOverWhatNewerVersionsSay() {
    WorkerWord word = read("mood=grim;stages=parse;partitions=1|parse/0:7;mood=grim|odd|parse/9:x");
    assertThat(word.lane(at(0), "parse")).contains(new LaneWord(7, 0, 0, 0, "", 0, 0));
    assertThat(word.sinceMillis()).isZero();
    assertThat(word.version()).isEqualTo("unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1250;ended=400", "=", "a=1;", "a=b c", "|parse/0:1"})
  void isNoOtherText(String text) {
    assertThat(WorkerWord.read(text)).isEmpty();
  }
}
