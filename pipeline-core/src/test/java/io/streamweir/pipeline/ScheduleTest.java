package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  private static final Schedule<Text> TICK =
      Schedule.every("tick", Duration.ofSeconds(1), new Text("x"));

  @Test
  void namesJobsAfterTheTimeAtWhichTheyAreDue() {
    assertThat(Schedule.jobId("nightly", Instant.parse("2026-11-21T03:00:00Z")))
        .isEqualTo("nightly.20261121T030000Z")
        .isEqualTo(JobId.check("nightly.20261121T030000Z"));
    assertThat(Schedule.jobId("tick", Instant.parse("2026-11-21T03:00:00.100Z")))
        .isEqualTo("tick.20261121T030000.100Z");
    assertThat(JobId.check(Schedule.jobId("a".repeat(64), Instant.EPOCH.plusMillis(1))))
        .hasSizeLessThan(128);
  }

  @Test
  void goesToThePartitionOfItsKeyElseOfItsName() {
    assertThat(TICK.partitionKey()).isEqualTo("tick");
    assertThat(TICK.withKey("k").partitionKey()).isEqualTo("k");
    assertThat(TICK.missed()).isEqualTo(MissedFires.once());
    assertThat(TICK.withMissed(MissedFires.skip()).withKey("k").missed())
        .isEqualTo(MissedFires.skip());
  }

  @Test
  void pipelinesKeepTheirSchedulesInOrder() {
    Schedule<Text> other = Schedule.every("other", Duration.ofSeconds(1), new Text("x"));
    Pipeline<Text> pipeline = builder().schedule(TICK).schedule(other).build();
    assertThat(pipeline.schedules()).containsExactly(TICK, other);
  }

  @Test
  void aPipelineThatIsBuiltTakesOneMore() {
    Schedule<Text> other = Schedule.every("other", Duration.ofSeconds(1), new Text("x"));
    Pipeline<Text> built = builder().keyedBy(text -> "x").schedule(TICK).build();

    assertThat(built.withSchedule(other).schedules())
        .containsExactly(TICK.withKey("x"), other.withKey("x"));
    assertThat(built.schedules()).hasSize(1);
    assertThatExceptionOfType(PipelineDefinitionException.class)
        .isThrownBy(() -> built.withSchedule(TICK))
        .withMessageContaining("'p' defines schedule 'tick' twice");
  }

  @Test
  void stagesThatAreDefinedLaterKeepTheSchedules() {
    Pipeline<Text> pipeline =
        builder()
            .schedule(TICK)
            .stage("next", Text.class, (text, context) -> Outcome.drop())
            .build();
    assertThat(pipeline.schedules()).containsExactly(TICK);
  }

  @Test
  void aNameIsUsedOnce() {
    assertThatExceptionOfType(PipelineDefinitionException.class)
        .isThrownBy(() -> builder().schedule(TICK).schedule(TICK))
        .withMessageContaining("'p' defines schedule 'tick' twice");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Schedule.every("No Name", Duration.ofSeconds(1), new Text("x")))
        .withMessageContaining("schedule name 'No Name'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip", "once", "all:25", "all:1000"})
  void missedFiresAreWrittenAsTheyAreRead(String text) {
    assertThat(MissedFires.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "all", "all:", "all:1001", "all:-1", "twice"})
  void refusesOtherRulesForMissedFires(String text) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> MissedFires.parse(text))
        .withMessageContaining("missed fires");
  }

  private static PipelineBuilder<Text, Text> builder() {
    return Pipeline.named("p")
        .accepts(Text.class)
        .stage("work", Text.class, (text, context) -> Outcome.forward(text));
  }
}
