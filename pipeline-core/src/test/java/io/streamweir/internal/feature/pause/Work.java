package io.streamweir.internal.feature.pause;

import io.streamweir.pipeline.BatchEntry;
import io.streamweir.pipeline.BatchStage;
import io.streamweir.pipeline.GatherPolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineBuilder;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Pipelines whose stage {@code work}, of each kind, notes when an entry began. */
final class Work {
  static final String STAGE = "work";

  /** What kind of stage it is. */
  enum Kind {
    INLINE,
    POOLED,
    PRIORITIES,
    LIMITED,
    RATED,
    KEYED,
    KEYED_INLINE,
    BATCH,
    SPLIT
  }

  /** That an entry began then, by {@link System#nanoTime}. */
  record Begun(String text, long at) {}

  final Queue<Begun> begun = new ConcurrentLinkedQueue<>();
  private final long millis;
  private final int partitions;

  /** Whose handlers take so long, of two partitions. */
  Work(long millis) {
    this(millis, 2);
  }

  Work(long millis, int partitions) {
    this.millis = millis;
    this.partitions = partitions;
  }

  private void begin(Text text) {
    begun.add(new Begun(text.getValue(), System.nanoTime()));
  }

  private Outcome<Text> handle(Text text) throws InterruptedException {
    begin(text);
    TimeUnit.MILLISECONDS.sleep(millis); // it works
    return Outcome.forward(text);
  }

  private List<Outcome<Text>> handleAll(List<Text> texts) throws InterruptedException {
    texts.forEach(this::begin);
    TimeUnit.MILLISECONDS.sleep(millis * texts.size());
    return texts.stream().<Outcome<Text>>map(Outcome::forward).toList();
  }

  Pipeline<Text> pipeline(Kind kind) {
    PipelineBuilder<Text, Text> begin =
        Pipeline.named("work").accepts(Text.class).partitions(partitions);
    Stage<Text, Text> handler = (text, context) -> handle(text);
    BatchStage<Text, Text> batch =
        entries -> handleAll(entries.stream().map(BatchEntry::input).toList());
    return switch (kind) {
      case INLINE -> plain(begin, handler, c -> c);
      case POOLED -> plain(begin, handler, c -> c.withConcurrency(4));
      case PRIORITIES -> plain(begin.priorities(), handler, c -> c.withConcurrency(4));
      case LIMITED -> plain(begin, handler, c -> c.withMaxRunning(4).withConcurrency(4));
      case RATED ->
          plain(
              begin,
              handler,
              c -> c.withRateLimit(RateLimit.of(500, Duration.ofSeconds(1))).withConcurrency(4));
      case KEYED -> plain(begin, handler, c -> c.withOrder().withConcurrency(4));
      case KEYED_INLINE -> plain(begin, handler, StageConfig::withOrder);
      case BATCH ->
          begin
              .batchStage(STAGE, Text.class, batch, c -> c.withBatch(10, Duration.ofMillis(50)))
              .stage("end", Text.class, (text, context) -> Outcome.finish(text))
              .build();
      case SPLIT ->
          begin
              .split(
                  STAGE,
                  Text.class,
                  (text, context) -> {
                    handle(text);
                    return Parts.of(List.of(text, text));
                  },
                  c -> c.withGather(GatherPolicy.failWhole()))
              .stage("part", Text.class, (text, context) -> Outcome.forward(text))
              .gather("end", Text.class, Text.class, (text, parts, context) -> Outcome.finish(text))
              .build();
    };
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
