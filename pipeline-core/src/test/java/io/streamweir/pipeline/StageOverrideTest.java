package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** An operator runs a stage in another way, and the pipeline stays what it is. */
class StageOverrideTest {
  private static final Pipeline<Text> DEFINED =
      Pipeline.named("p")
          .accepts(Text.class)
          .stage("a", Text.class, (text, context) -> Outcome.forward(text))
          .stage("b", Text.class, (text, context) -> Outcome.finish(text))
          .build();

  private static final List<UnaryOperator<StageConfig>> OTHER_MEANINGS =
      List.of(
          config -> config.withNext("b"),
          config -> config.withRoute("b", Text.class),
          config -> config.withOrder(),
          config -> config.withMaxRunningPerKey(3),
          config -> config.withGather(GatherPolicy.failWhole()),
          config -> config.withSubmitting(ChainTarget.of("other", Text.class)));

  @Test
  void changesHowOneStageRuns() {
    Pipeline<Text> run =
        DEFINED.reconfigured("a", config -> config.withConcurrency(9).withMaxBacklog(77));

    assertThat(run.stage("a").config().concurrency()).isEqualTo(9);
    assertThat(run.facts().maxBacklog()).isEqualTo(77);
    assertThat(run.stage("b").config().concurrency()).isEqualTo(1);
    assertThat(run.stage("a").next()).isEqualTo("b");
    assertThat(DEFINED.stage("a").config().concurrency()).isEqualTo(1);
  }

  @Test
  void namesTheStagesThatThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFINED.reconfigured("c", config -> config))
        .withMessage("pipeline 'p' has no stage 'c'; it has [a, b]");
  }

  @ParameterizedTest
  @FieldSource("OTHER_MEANINGS")
  void refusesAnotherMeaning(UnaryOperator<StageConfig> change) {
    assertThatExceptionOfType(PipelineDefinitionException.class)
        .isThrownBy(() -> DEFINED.reconfigured("a", change))
        .withMessageContaining("gets another meaning");
  }

  @Test
  void refusesBatchesOfAStageThatTakesOneEntryAtATime() {
    assertThatExceptionOfType(PipelineDefinitionException.class)
        .isThrownBy(() -> DEFINED.reconfigured("a", config -> config.withBatch(3, Duration.ZERO)))
        .withMessageContaining("takes one entry at a time");
  }
}
