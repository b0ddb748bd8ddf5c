package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class BatchStageTest {
  private static final BatchStage<Text, Text> ECHO =
      batch -> batch.stream().map(entry -> Outcome.<Text>forward(entry.input())).toList();
  private static final StageContext CONTEXT = StageContext.of("p", "s", "job-1");

  private static PipelineBuilder<Text, Text> begin() {
    return Pipeline.named("batches").accepts(Text.class);
  }

  @Test
  void takesOneEntryAsABatchOfOne() throws Exception {
    Text text = new Text("x");
    assertThat(ECHO.handle(text, CONTEXT)).isEqualTo(Outcome.forward(text));
  }

  @Test
  void refusesAnyOtherNumberOfOutcomesForOneEntry() {
    BatchStage<Text, Text> none = batch -> List.of();
    assertThatExceptionOfType(StreamweirException.class)
        .isThrownBy(() -> none.handle(new Text("x"), CONTEXT))
        .withMessageContaining("one outcome for each entry, but returned 0 for one");
  }

  @Test
  void hasTheDefaultsThatItsConfigurationNames() {
    BatchConfig made = begin().batchStage("s", Text.class, ECHO, c -> c).build().first().batch();
    assertThat(made).isEqualTo(new BatchConfig(100, Duration.ofMillis(10)));
  }

  @Test
  void keepsWhatItsConfigurationSaysThroughAnyOtherChange() {
    UnaryOperator<StageConfig> config =
        c -> c.withBatch(500, Duration.ofSeconds(1)).withConcurrency(2).withNext("t");
    Pipeline<Text> pipeline =
        begin()
            .batchStage("s", Text.class, ECHO, config)
            .batchBranch("t", Text.class, Text.class, ECHO, c -> c)
            .build();
    assertThat(pipeline.stage("s").batch()).isEqualTo(new BatchConfig(500, Duration.ofSeconds(1)));
    assertThat(pipeline.stage("s").next()).isEqualTo("t");
  }

  @Test
  void isKnownByItsHandlerAlone() {
    Pipeline<Text> pipeline =
        begin()
            .stage("batch", Text.class, ECHO)
            .stage("single", Text.class, (text, context) -> Outcome.forward(text))
            .build();
    assertThat(pipeline.stage("batch").batch()).isNotNull();
    assertThat(pipeline.stage("single").batch()).isNull();
  }

  @Test
  void isMeantWhereBatchesAreConfigured() {
    assertThatExceptionOfType(PipelineDefinitionException.class)
        .isThrownBy(
            () ->
                begin()
                    .stage(
                        "single",
                        Text.class,
                        (text, context) -> Outcome.forward(text),
                        c -> c.withBatch(10, Duration.ZERO)))
        .withMessageContaining("stage 'single' takes one entry at a time")
        .withMessageContaining("use batchStage");
  }

  @Test
  void boundsItsBatches() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchConfig(0, Duration.ZERO))
        .withMessageContaining("1 to 4096 entries: 0");
    assertThatIllegalArgumentException().isThrownBy(() -> new BatchConfig(4097, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchConfig(1, Duration.ofMillis(-1)))
        .withMessageContaining("0 to 60 s");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchConfig(1, Duration.ofSeconds(61)));
  }
}
