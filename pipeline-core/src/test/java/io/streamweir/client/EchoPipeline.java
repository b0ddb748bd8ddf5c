package io.streamweir.client;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.testrecords.Text;
import java.util.function.UnaryOperator;

/** A pipeline of one stage that no worker of these tests runs. */
final class EchoPipeline {
  private EchoPipeline() {}

  static Pipeline<Text> of(int partitions, UnaryOperator<StageConfig> config) {
    return Pipeline.named("echo")
        .accepts(Text.class)
        .partitions(partitions)
        .stage("echo", Text.class, (text, context) -> Outcome.finish(text), config)
        .build();
  }

  static Pipeline<Text> plain() {
    return of(1, config -> config);
  }
}
