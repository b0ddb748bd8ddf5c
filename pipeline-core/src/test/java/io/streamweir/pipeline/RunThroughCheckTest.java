package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RunThroughCheckTest {
  private static final Stage<Text, Text> ON = (text, context) -> Outcome.forward(text);

  private static Pipeline<Text> two(
      UnaryOperator<StageConfig> first, UnaryOperator<StageConfig> second) {
    return Pipeline.named("pair")
        .accepts(Text.class)
        .stage("one", Text.class, ON, first)
        .stage("two", Text.class, ON, second)
        .build();
  }

  private static void expectRefused(
      UnaryOperator<StageConfig> first, UnaryOperator<StageConfig> second, String why) {
    assertThatThrownBy(() -> two(first, second))
        .isInstanceOf(PipelineDefinitionException.class)
        .hasMessage(
            "pipeline 'pair' lets entries run through stage 'two', which they cannot: "
                + why
                + ". Leave out withRunThrough");
  }

  @Test
  void entriesRunThroughPlainStages() {
    Pipeline<Text> pipeline = two(c -> c, StageConfig::withRunThrough);
    assertThat(pipeline.runsThrough("two")).isTrue();
    assertThat(pipeline.runsThrough("one")).isFalse();
    assertThat(two(c -> c, c -> c).runsThrough("two")).isFalse();
  }

  @Test
  void saysWhyAStageCannotBeRunThrough() {
    expectRefused(c -> c, c -> c.withRunThrough().withOrder(), "it has an order or limits per key");
    expectRefused(
        c -> c, c -> c.withRunThrough().withMaxRunning(3), "it has limits over all workers");
    expectRefused(
        c -> c,
        c -> c.withRunThrough().withRetention(Duration.ofHours(1)),
        "it keeps settled entries, and what runs through lies in no inbox: leave out"
            + " withRetention");
  }

  @Test
  void saysWhyNoEdgeLeadsThrough() {
    expectRefused(
        StageConfig::withOrder,
        StageConfig::withRunThrough,
        "no plain stage forwards to it: stage 'one' has an order or limits per key");
    assertThatThrownBy(() -> two(StageConfig::withRunThrough, c -> c))
        .hasMessageContaining("stage 'one', which they cannot: no stage forwards to it");
  }

  @Test
  void refusesWhatIsBetweenASplitAndItsGather() {
    PipelineBuilder<Text, Text> builder =
        Pipeline.named("bracket")
            .accepts(Text.class)
            .split("split", Text.class, (text, context) -> Parts.of(List.of(text)))
            .stage("part", Text.class, ON)
            .stage("more", Text.class, ON, StageConfig::withRunThrough)
            .gather("join", Text.class, Text.class, (text, parts, context) -> Outcome.drop());
    assertThatThrownBy(builder::build)
        .hasMessageContaining("stage 'more', which they cannot: it is between a split");
  }

  @Test
  void goesOnWithoutWhereAnOperatorMakesItImpossible() {
    Pipeline<Text> pipeline =
        two(c -> c, StageConfig::withRunThrough)
            .reconfigured("two", c -> c.withRetention(Duration.ofHours(1)));
    assertThat(pipeline.runsThrough("two")).isFalse();
  }
}
