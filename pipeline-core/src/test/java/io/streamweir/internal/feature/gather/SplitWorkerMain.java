package io.streamweir.internal.feature.gather;

import io.streamweir.pipeline.GatherPolicy;
import io.streamweir.pipeline.Gathered;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.StageContext;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * A worker in a process of its own that splits, does parts and gathers so slowly that it can be
 * killed in the middle: URI, namespace, consumer name.
 */
final class SplitWorkerMain {
  private SplitWorkerMain() {}

  static Pipeline<Text> pipeline() {
    return Pipeline.named("crashing")
        .accepts(Text.class)
        .split("list", Text.class, SplitWorkerMain::list, c -> policy(c.withConcurrency(2)))
        .stage(
            "number",
            Amount.class,
            (text, context) -> {
              pause(300_000);
              return SplitPipelines.counted(text, context);
            },
            c -> c.withConcurrency(4).withMaxDeliveries(100))
        .gather(
            "show",
            Text.class,
            Text.class,
            SplitWorkerMain::show,
            c -> c.withConcurrency(2).withMaxDeliveries(100))
        .build();
  }

  private static StageConfig policy(StageConfig c) {
    return c.withMaxDeliveries(100).withGather(GatherPolicy.failWhole());
  }

  private static Parts<Text> list(Text text, StageContext context) {
    return Parts.of(
        IntStream.range(0, Integer.parseInt(text.getValue()))
            .mapToObj(
                i -> {
                  pause(100_000);
                  return new Text("" + i);
                }));
  }

  private static Outcome<Text> show(Text text, Gathered<Amount> parts, StageContext context) {
    Outcome<Text> shown = SplitPipelines.show(text, parts, context);
    pause(300_000_000);
    return shown;
  }

  private static void pause(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  static WorkerConfig config(String consumer) {
    return WorkerConfig.defaults().withConsumer(consumer).withLease(Duration.ofSeconds(1));
  }

  public static void main(String[] args) {
    RedisLink link = RedisLink.open(RedisConfig.of(args[0]).withNamespace(args[1]));
    Worker.start(link, pipeline(), config(args[2]));
    System.out.println("ready.");
  }
}
