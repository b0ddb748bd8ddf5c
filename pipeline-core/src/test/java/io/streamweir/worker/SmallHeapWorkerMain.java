package io.streamweir.worker;

import io.streamweir.pipeline.BatchEntry;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.StageContext;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A worker in a process of its own whose handlers count entries by their size and forward them. */
final class SmallHeapWorkerMain {
  static final String SMALL = "small";
  static final String LARGE = "large";

  private SmallHeapWorkerMain() {}

  enum CrewKind {
    INLINE(config -> config),
    POOLED(config -> config.withConcurrency(256)),
    BATCH(config -> config.withConcurrency(2).withBatch(100, Duration.ofMillis(5))),
    KEYED(config -> config.withConcurrency(256).withOrder()),
    KEYED_INLINE(StageConfig::withOrder);

    private final UnaryOperator<StageConfig> config;

    CrewKind(UnaryOperator<StageConfig> config) {
      this.config = config;
    }
  }

  static Pipeline<Text> pipeline(CrewKind crew) {
    var begun = Pipeline.named("sizes").accepts(Text.class);
    var work =
        crew == CrewKind.BATCH
            ? begun.batchStage("work", Text.class, SmallHeapWorkerMain::handleAll, crew.config)
            : begun.stage("work", Text.class, SmallHeapWorkerMain::handle, crew.config);
    return work.stage("log", Text.class, (text, context) -> Outcome.drop()).build();
  }

  private static Outcome<Text> handle(Text text, StageContext context) {
    String size = text.getValue().length() < 1_000 ? SMALL : LARGE;
    return Outcome.<Text>forward(text).counting(Count.one("handled", size));
  }

  private static List<Outcome<Text>> handleAll(List<BatchEntry<Text>> batch) {
    return batch.stream().map(entry -> handle(entry.input(), entry.context())).toList();
  }

  /** Arguments are the server's URI, the namespace and the crew. */
  public static void main(String[] args) {
    RedisLink link = RedisLink.open(RedisConfig.of(args[0]).withNamespace(args[1]));
    Pipeline<Text> pipeline = pipeline(CrewKind.valueOf(args[2]));
    Worker.start(link, pipeline, WorkerConfig.defaults().withStages(Set.of("work", "log")));
    System.out.println("ready.");
  }
}
