package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.testrecords.Text;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What cannot be a payload fails when the pipeline is built, wherever it is named. */
class PayloadCheckTest {
  private final PipelineBuilder<Text, Text> texts = Pipeline.named("p").accepts(Text.class);

  @Test
  void refusesAnInput() {
    refused(
        "input",
        () ->
            Pipeline.named("p")
                .accepts(Thread.class)
                .stage("a", Text.class, (in, c) -> Outcome.drop()));
  }

  @Test
  void refusesWhatAStageHandsOn() {
    refused("'a' hands on", () -> texts.stage("a", Thread.class, (in, c) -> Outcome.drop()));
  }

  @Test
  void refusesWhatABatchStageHandsOn() {
    refused(
        "'a' hands on",
        () -> texts.batchStage("a", Thread.class, (batch) -> java.util.List.of(), c -> c));
  }

  @Test
  void refusesThePartsOfASplit() {
    refused(
        "'a' hands on",
        () ->
            texts
                .split("a", Thread.class, (in, c) -> Parts.none())
                .stage("b", Text.class, (in, c) -> Outcome.drop())
                .gather("c", Text.class, Text.class, (in, parts, c) -> Outcome.drop()));
  }

  @Test
  void refusesTheResultOfAGather() {
    refused(
        "'c' hands on",
        () ->
            texts
                .split("a", Text.class, (in, c) -> Parts.none())
                .stage("b", Text.class, (in, c) -> Outcome.drop())
                .gather("c", Text.class, Thread.class, (in, parts, c) -> Outcome.drop()));
  }

  @Test
  void refusesARoute() {
    refused(
        "'a' routes to 'b'",
        () ->
            texts
                .stage(
                    "a",
                    Text.class,
                    (in, c) -> Outcome.drop(),
                    config -> config.withRoute("b", Thread.class))
                .branch("b", Text.class, Text.class, (in, c) -> Outcome.drop()));
  }

  @Test
  void refusesWhatABranchTakes() {
    refused(
        "'b' takes",
        () ->
            texts
                .stage("a", Text.class, (in, c) -> Outcome.drop())
                .branch("b", Thread.class, Text.class, (in, c) -> Outcome.drop()));
  }

  @Test
  void refusesWhatIsSubmittedToAnotherPipeline() {
    refused(
        "'a' submits to 'other'",
        () ->
            texts.stage(
                "a",
                Text.class,
                (in, c) -> Outcome.drop(),
                config -> config.withSubmitting(ChainTarget.of("other", Thread.class))));
  }

  private static void refused(String where, Supplier<PipelineBuilder<?, ?>> builder) {
    assertThatExceptionOfType(PipelineDefinitionException.class)
        .isThrownBy(() -> builder.get().build())
        .withMessageContaining("pipeline 'p', ")
        .withMessageContaining(where)
        .withMessageContaining("java.lang.Thread cannot be a payload");
  }
}
