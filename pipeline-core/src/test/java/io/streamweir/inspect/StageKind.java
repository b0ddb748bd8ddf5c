package io.streamweir.inspect;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineBuilder;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.Queue;
import java.util.function.UnaryOperator;

/** Limited and batch stages {@code work}, which note what they handle and at which attempt. */
enum StageKind {
  LIMITED,
  RATED,
  LIMITED_PER_KEY,
  RATED_PER_KEY,
  BATCH;

  private static final RateLimit RATE = RateLimit.of(200, Duration.ofSeconds(1));

  /** What begins with {@code fail} is to be tried again in an hour. */
  Pipeline<Text> pipeline(Queue<String> handled) {
    return switch (this) {
      case LIMITED -> plain(handled, stage -> stage.withMaxRunning(1).withConcurrency(4));
      case RATED -> plain(handled, stage -> stage.withRateLimit(RATE));
      case LIMITED_PER_KEY ->
          plain(handled, stage -> stage.withMaxRunningPerKey(1).withConcurrency(4));
      case RATED_PER_KEY -> plain(handled, stage -> stage.withRatePerKey(RATE));
      case BATCH ->
          begin()
              .batchStage(
                  "work",
                  Text.class,
                  entries ->
                      entries.stream()
                          .map(entry -> handle(handled, entry.input(), entry.context()))
                          .toList(),
                  stage -> stage.withBatch(5, Duration.ofMillis(20)))
              .build();
    };
  }

  private static PipelineBuilder<Text, Text> begin() {
    return Pipeline.named("kinds").accepts(Text.class).partitions(2);
  }

  private static Pipeline<Text> plain(Queue<String> handled, UnaryOperator<StageConfig> config) {
    return begin()
        .stage("work", Text.class, (text, context) -> handle(handled, text, context), config)
        .build();
  }

  private static Outcome<Text> handle(Queue<String> handled, Text text, StageContext context) {
    if (context.attempt() == 1 && text.getValue().startsWith("fail")) {
      return Outcome.retryLater(Duration.ofHours(1), "again");
    }
    handled.add(text.getValue() + " " + context.attempt());
    return Outcome.finish(text);
  }
}
