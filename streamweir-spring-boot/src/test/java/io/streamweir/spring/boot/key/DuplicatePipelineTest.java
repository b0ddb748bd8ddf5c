package io.streamweir.spring.boot.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.spring.boot.Engine;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

class DuplicatePipelineTest {
  @Test
  void failsTheStart() {
    Engine.runner()
        .withPropertyValues("streamweir.worker.enabled=false")
        .withBean("one", Pipeline.class, () -> Engine.saying("orders"))
        .withBean("two", Pipeline.class, () -> Engine.saying("orders"))
        .run(
            context -> {
              FailureAnalysis analysis =
                  new DuplicatePipelineFailureAnalyzer().analyze(context.getStartupFailure());
              assertThat(analysis).isNotNull();
              assertThat(analysis.getDescription())
                  .isEqualTo("Two beans define a pipeline named 'orders'.");
              assertThat(analysis.getAction()).contains("Pipeline.named");
            });
  }
}
