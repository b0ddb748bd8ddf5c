package io.streamweir.worker;

import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineBuilder;
import io.streamweir.pipeline.Stage;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Text;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A worker of many lanes in a process of its own: URI, namespace, partitions, kind. Says once that
 * it has no more than so many threads. Its last stage hangs at {@code hang}.
 */
public final class IdleWorkerMain {
  static final int STAGES = 5;
  static final int THREADS = 24;
  static final String CALM = "no more than " + THREADS + " threads.";

  enum Kind {
    PLAIN,
    PRIORITIES,
    /** The last stage keeps the order of keys. */
    KEYED
  }

  private IdleWorkerMain() {}

  /** Five stages, of which the last one counts each text as {@code done}. */
  static Pipeline<Text> pipeline(int partitions, Kind kind, Stage<Text, Text> last) {
    PipelineBuilder<Text, Text> stages = Pipeline.named("idle").accepts(Text.class);
    for (int i = 1; i < STAGES; i++) {
      stages = stages.stage("s" + i, Text.class, (text, context) -> Outcome.forward(text));
    }
    PipelineBuilder<Text, Text> all =
        stages
            .stage(
                "last",
                Text.class,
                (text, context) ->
                    last.handle(text, context).counting(Count.one("done", text.getValue())),
                config -> kind == Kind.KEYED ? config.withOrder() : config)
            .partitions(partitions);
    return kind == Kind.PRIORITIES ? all.priorities().build() : all.build();
  }

  private static Outcome<Text> handle(Text text) throws InterruptedException {
    if (text.getValue().startsWith("hang")) {
      new CountDownLatch(1).await();
    }
    return Outcome.drop();
  }

  public static void main(String[] args) throws InterruptedException {
    RedisLink link = RedisLink.open(RedisConfig.of(args[0]).withNamespace(args[1]));
    Kind kind = Kind.valueOf(args[3]);
    Duration lease = Duration.ofSeconds(kind == Kind.KEYED ? 60 : 1); // in which nothing else wakes
    WorkerConfig config = WorkerConfig.defaults().withLease(lease);
    Pipeline<Text> pipeline =
        pipeline(Integer.parseInt(args[2]), kind, (text, context) -> handle(text));
    Worker worker = Worker.start(link, pipeline, config);
    System.out.println("worker " + worker.consumer() + " is ready.");
    while (ManagementFactory.getThreadMXBean().getThreadCount() > THREADS) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    System.out.println(CALM);
    worker.runUntilShutdown();
    link.close();
  }
}
