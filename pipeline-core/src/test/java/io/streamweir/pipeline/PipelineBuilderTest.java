package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineBuilderTest {
  private static final Stage<Text, Text> ECHO = (text, context) -> Outcome.forward(text);
  private static final Stage<Text, Amount> MEASURE =
      (text, context) -> Outcome.forward(new Amount((long) text.getValue().length(), null));
  private static final Stage<Amount, Text> SHOW = (amount, context) -> Outcome.finish();

  @Test
  void chainsStagesInTheOrderOfDefinition() {
    Pipeline<Text> pipeline =
        begin().stage("one", Text.class, ECHO).stage("two", Amount.class, MEASURE).build();

    assertThat(pipeline.stages()).extracting(StageDefinition::name).containsExactly("one", "two");
    assertThat(pipeline.first().name()).isEqualTo("one");
    assertThat(pipeline.stage("one").next()).isEqualTo("two");
    assertThat(pipeline.stage("one").targets()).containsExactly("two");
    assertThat(pipeline.stage("two").next()).isNull();
    assertThat(pipeline.stage("two").targets()).isEmpty();
    assertThat(pipeline.partitions()).isEqualTo(1);
    assertThat(pipeline.resultTtl()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void branchesByRoutes() {
    Pipeline<Text> pipeline =
        begin()
            .stage(
                "sort",
                Text.class,
                ECHO,
                s -> s.withRoute("weigh", Amount.class).withRoute("aside", Text.class))
            .stage("keep", Text.class, ECHO)
            .branch("weigh", Amount.class, Text.class, SHOW, s -> s.withNext("aside"))
            .branch("aside", Text.class, Text.class, ECHO)
            .build();

    assertThat(pipeline.stage("sort").targets()).containsExactly("keep", "aside", "weigh");
    assertThat(pipeline.stage("keep").targets()).isEmpty();
    assertThat(pipeline.stage("weigh").targets()).containsExactly("aside");
  }

  @Test
  void letsABranchBeFollowedByItsOwnStages() {
    Pipeline<Text> pipeline =
        begin()
            .stage("sort", Text.class, ECHO, s -> s.withRoute("weigh", Amount.class))
            .branch("weigh", Amount.class, Text.class, SHOW)
            .stage("after-weigh", Text.class, ECHO)
            .build();

    assertThat(pipeline.stage("weigh").targets()).containsExactly("after-weigh");
    assertThat(pipeline.stage("sort").targets()).containsExactly("weigh");
    assertThat(pipeline.stage("sort").next()).isNull();
  }

  @Test
  void leavesABuilderAsItWasWhenAStageIsAdded() {
    PipelineBuilder<Text, Text> one = begin().stage("one", Text.class, ECHO);
    one.stage("two", Text.class, ECHO);

    assertThat(one.build().stages()).extracting(StageDefinition::name).containsExactly("one");
    assertThat(one.build().stage("one").next()).isNull();
  }

  @Test
  void refusesAPipelineWithoutStages() {
    assertWrong(() -> begin().build(), "'p' has no stage");
  }

  @Test
  void refusesACycleAndShowsIt() {
    assertWrong(
        () ->
            begin()
                .stage("one", Text.class, ECHO)
                .stage("two", Text.class, ECHO, s -> s.withRoute("one", Text.class))
                .build(),
        "cycle at stage 'one': one -> two -> one");
  }

  @Test
  void refusesAStageThatFollowsItself() {
    assertWrong(
        () -> begin().stage("one", Text.class, ECHO, s -> s.withNext("one")).build(),
        "cycle at stage 'one'");
  }

  @Test
  void refusesAnUnknownNextStage() {
    assertWrong(
        () -> begin().stage("one", Text.class, ECHO, s -> s.withNext("nowhere")).build(),
        "stage 'one' forwards to unknown stage 'nowhere'; there are [one]");
  }

  @Test
  void refusesAnUnknownRoute() {
    assertWrong(
        () ->
            begin().stage("one", Text.class, ECHO, s -> s.withRoute("nowhere", Text.class)).build(),
        "stage 'one' routes to unknown stage 'nowhere'");
  }

  @Test
  void refusesTwoStagesOfOneName() {
    assertWrong(
        () -> begin().stage("one", Text.class, ECHO).stage("one", Text.class, ECHO),
        "defines stage 'one' twice");
    assertWrong(
        () -> begin().stage("one", Text.class, ECHO).branch("one", Amount.class, Text.class, SHOW),
        "defines stage 'one' twice");
  }

  @Test
  void refusesANextStageThatTakesAnotherPayload() {
    assertWrong(
        () ->
            begin()
                .stage("one", Text.class, ECHO, s -> s.withNext("weigh"))
                .branch("weigh", Amount.class, Text.class, SHOW)
                .build(),
        "stage 'one' forwards io.streamweir.testrecords.Text to stage 'weigh', which takes"
            + " io.streamweir.testrecords.Amount");
  }

  @Test
  void refusesARouteWithAnotherPayload() {
    assertWrong(
        () ->
            begin()
                .stage("one", Text.class, ECHO, s -> s.withRoute("weigh", Text.class))
                .branch("weigh", Amount.class, Text.class, SHOW)
                .build(),
        "stage 'one' routes io.streamweir.testrecords.Text to stage 'weigh'");
  }

  @Test
  void refusesAFirstStageThatDoesNotTakeWhatClientsSubmit() {
    assertWrong(
        () -> begin().branch("weigh", Amount.class, Text.class, SHOW).build(),
        "clients submit io.streamweir.testrecords.Text to stage 'weigh'");
  }

  @Test
  void refusesABranchThatNothingReaches() {
    assertWrong(
        () ->
            begin()
                .stage("one", Text.class, ECHO)
                .branch("island", Amount.class, Text.class, SHOW)
                .build(),
        "never reaches stage 'island'");
  }

  @Test
  void refusesPartitionsAndLifetimesOutOfRange() {
    assertWrong(() -> begin().partitions(0), "partitions must be 1 to 1024: 0");
    assertWrong(() -> begin().partitions(1025), "partitions must be 1 to 1024: 1025");
    assertWrong(() -> begin().resultTtl(Duration.ofMillis(999)), "1 s to 100 years");
    assertWrong(() -> begin().resultTtl(Duration.ofMillis(Long.MAX_VALUE)), "1 s to 100 years");
  }

  @Test
  void keepsPartitionsAndLifetimeWhereStagesAreAddedLater() {
    Pipeline<Text> pipeline =
        begin()
            .partitions(7)
            .resultTtl(Duration.ofMinutes(3))
            .stage("one", Text.class, ECHO)
            .stage("two", Text.class, ECHO)
            .build();

    assertThat(pipeline.partitions()).isEqualTo(7);
    assertThat(pipeline.resultTtl()).isEqualTo(Duration.ofMinutes(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "a b", "-a", "a-", "a_b", "ä", "a/b", "a}b", "a:b", "a\n"})
  void refusesNamesThatDoNotFitIntoKeys(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pipeline.named(name))
        .withMessageContaining("pipeline name '" + name + "'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> begin().stage(name, Text.class, ECHO))
        .withMessageContaining("stage name '" + name + "'");
  }

  @Test
  void allowsNamesOfUpTo64Characters() {
    assertThat(Pipeline.named("a".repeat(64))).isNotNull();
    assertThatIllegalArgumentException().isThrownBy(() -> Pipeline.named("a".repeat(65)));
  }

  @Test
  void namesTheStagesThatThereAreWhereOneIsUnknown() {
    Pipeline<Text> pipeline = begin().stage("one", Text.class, ECHO).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> pipeline.stage("two"))
        .withMessage("pipeline 'p' has no stage 'two'; it has [one]");
  }

  @Test
  @Timeout(5)
  void looksAtEachStageOfAWideGraphOnce() {
    PipelineBuilder<Text, Text> wide = begin();
    for (int layer = 0; layer < 24; layer++) {
      int next = layer + 1;
      wide =
          wide.stage(
              "left-" + layer,
              Text.class,
              ECHO,
              s -> next == 24 ? s : routes(s, next).withNext("left-" + next));
      wide =
          layer == 0
              ? wide
              : wide.branch(
                  "right-" + layer,
                  Text.class,
                  Text.class,
                  ECHO,
                  s -> next == 24 ? s : routes(s, next).withNext("left-" + next));
    }
    assertThat(wide.build().stages()).hasSize(47);
  }

  private static StageConfig routes(StageConfig config, int layer) {
    return config.withRoute("right-" + layer, Text.class);
  }

  private static PipelineBuilder<Text, Text> begin() {
    return Pipeline.named("p").accepts(Text.class);
  }

  private static void assertWrong(ThrowingCallable definition, String message) {
    assertThatExceptionOfType(PipelineDefinitionException.class)
        .isThrownBy(definition)
        .withMessageContaining(message);
  }
}
