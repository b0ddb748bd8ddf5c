package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class KeyLimitsTest {
  private static final RateLimit RATE = RateLimit.of(5, Duration.ofSeconds(1));

  private static Pipeline<Text> pipeline(UnaryOperator<StageConfig> config) {
    return Pipeline.named("keyed")
        .accepts(Text.class)
        .stage("one", Text.class, (text, context) -> Outcome.forward(text))
        .stage("two", Text.class, (text, context) -> Outcome.finish(text), config)
        .build();
  }

  @Test
  void areNoneUnlessAskedFor() {
    assertThat(StageConfig.defaults().keys()).isEqualTo(KeyLimits.NONE);
    assertThat(KeyLimits.NONE.any()).isFalse();
    assertThat(pipeline(config -> config).keyed()).isFalse();
  }

  @Test
  void makeAPipelineKeyed() {
    assertThat(pipeline(StageConfig::withOrder).keyed()).isTrue();
    assertThat(pipeline(config -> config.withMaxRunningPerKey(4)).keyed()).isTrue();
    assertThat(pipeline(config -> config.withRatePerKey(RATE)).keyed()).isTrue();
  }

  @Test
  void addUp() {
    KeyLimits all = StageConfig.defaults().withOrder().withRatePerKey(RATE).keys();
    assertThat(all).isEqualTo(new KeyLimits(true, 0, RATE));
    assertThat(all.mostAtOnce()).isEqualTo(1);
    assertThat(StageConfig.defaults().withMaxRunningPerKey(4).keys().mostAtOnce()).isEqualTo(4);
    assertThat(StageConfig.defaults().withRatePerKey(RATE).keys().mostAtOnce())
        .isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void refuseWhatMakesNoSense() {
    refused(config -> config.withOrder().withMaxRunningPerKey(2), "one entry of a key at a time");
    refused(config -> config.withOrder().withMaxRunning(2), "a stage of their own before it");
    refused(config -> config.withRatePerKey(RATE).withRateLimit(RATE), "stage 'two'");
    assertThat(pipeline(config -> config.withOrder().withMaxRunningPerKey(1)).keyed()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StageConfig.defaults().withMaxRunningPerKey(0))
        .withMessageContaining("maxRunning must be 1 to 1000000: 0");
  }

  @Test
  void refuseABatchStage() {
    BatchStage<Text, Text> batch = inputs -> List.of();
    assertThatExceptionOfType(PipelineDefinitionException.class)
        .isThrownBy(
            () ->
                Pipeline.named("keyed")
                    .accepts(Text.class)
                    .batchStage("one", Text.class, batch, StageConfig::withOrder))
        .withMessageContaining("takes many entries at once");
  }

  private static void refused(UnaryOperator<StageConfig> config, String message) {
    assertThatExceptionOfType(PipelineDefinitionException.class)
        .isThrownBy(() -> pipeline(config))
        .withMessageContaining(message);
  }
}
