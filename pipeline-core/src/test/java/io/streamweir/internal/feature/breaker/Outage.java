package io.streamweir.internal.feature.breaker;

import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.BatchStage;
import io.streamweir.pipeline.BreakerConfig;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.GatherPolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineBuilder;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.testrecords.Text;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/** Pipelines whose stage {@code call}, of each kind, fails while what it calls is away. */
final class Outage {
  static final String STAGE = "call";
  static final int ATTEMPTS = 3;

  /** What kind of stage it is. */
  enum Kind {
    INLINE,
    POOLED,
    PRIORITIES,
    LIMITED,
    KEYED,
    KEYED_INLINE,
    BATCH,
    SPLIT,
    ASKS_FOR_MORE
  }

  /** A few of the last calls have failed: rests of 200 ms, 3 trials. */
  static final BreakerConfig BREAKER =
      BreakerConfig.defaults().withWindow(6).withRest(Backoff.fixed(Duration.ofMillis(200)));

  /** What was called, while it was there; in order. */
  final Queue<String> succeeded = new ConcurrentLinkedQueue<>();

  /** What was called while it was away. */
  final Queue<String> failed = new ConcurrentLinkedQueue<>();

  volatile boolean away;

  private void call(Text text) throws IOException {
    if (away) {
      failed.add(text.getValue());
      throw new IOException("the service is away");
    }
    succeeded.add(text.getValue());
  }

  private Outcome<Text> callOrAsk(Text text) {
    try {
      call(text);
      return Outcome.forward(text);
    } catch (IOException e) {
      return Outcome.retryLater(Duration.ofMillis(20), "the service is away");
    }
  }

  /** With or without a breaker. */
  Pipeline<Text> pipeline(Kind kind, UnaryOperator<StageConfig> more) {
    PipelineBuilder<Text, Text> begin = Pipeline.named("outage").accepts(Text.class).partitions(2);
    Stage<Text, Text> handler =
        (text, context) -> {
          call(text);
          return Outcome.forward(text);
        };
    UnaryOperator<StageConfig> config =
        stage ->
            more.apply(
                stage.withFailure(
                    FailurePolicy.attempts(ATTEMPTS, Backoff.fixed(Duration.ofMillis(20)))));
    return switch (kind) {
      case INLINE -> plain(begin, handler, config);
      case POOLED -> plain(begin, handler, c -> config.apply(c).withConcurrency(4));
      case PRIORITIES ->
          plain(begin.priorities(), handler, c -> config.apply(c).withConcurrency(4));
      case LIMITED ->
          plain(begin, handler, c -> config.apply(c).withMaxRunning(4).withConcurrency(4));
      case KEYED -> plain(begin, handler, c -> config.apply(c).withOrder().withConcurrency(4));
      case KEYED_INLINE -> plain(begin, handler, c -> config.apply(c).withOrder());
      case ASKS_FOR_MORE -> plain(begin, (text, context) -> callOrAsk(text), config);
      case BATCH -> batch(begin, config);
      case SPLIT -> split(begin, config);
    };
  }

  private Pipeline<Text> batch(
      PipelineBuilder<Text, Text> begin, UnaryOperator<StageConfig> config) {
    BatchStage<Text, Text> batch =
        entries -> {
          for (var entry : entries) {
            call(entry.input());
          }
          return entries.stream().map(entry -> Outcome.forward(entry.input())).toList();
        };
    return begin
        .batchStage(
            STAGE, Text.class, batch, c -> config.apply(c).withBatch(10, Duration.ofMillis(5)))
        .stage("end", Text.class, (text, context) -> Outcome.finish(text))
        .build();
  }

  private Pipeline<Text> split(
      PipelineBuilder<Text, Text> begin, UnaryOperator<StageConfig> config) {
    return begin
        .split(
            STAGE,
            Text.class,
            (text, context) -> {
              call(text);
              return Parts.of(List.of(text, text));
            },
            c -> config.apply(c).withGather(GatherPolicy.failWhole()))
        .stage("part", Text.class, (text, context) -> Outcome.forward(text))
        .gather("end", Text.class, Text.class, (text, parts, context) -> Outcome.finish(text))
        .build();
  }

  private static Pipeline<Text> plain(
      PipelineBuilder<Text, Text> begin,
      Stage<Text, Text> handler,
      UnaryOperator<StageConfig> config) {
    return begin
        .stage(STAGE, Text.class, handler, config)
        .stage("end", Text.class, (text, context) -> Outcome.finish(text))
        .build();
  }
}
