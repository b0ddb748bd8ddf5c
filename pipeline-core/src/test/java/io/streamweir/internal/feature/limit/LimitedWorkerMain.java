package io.streamweir.internal.feature.limit;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Stage;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A worker whose handlers hang, in a process of its own: URI, namespace, consumer name. */
final class LimitedWorkerMain {
  static final int MAX_RUNNING = 2;

  private LimitedWorkerMain() {}

  static Pipeline<Text> pipeline(Stage<Text, Text> handler) {
    return Pipeline.named("places")
        .accepts(Text.class)
        .stage(
            "work",
            Text.class,
            handler,
            config -> config.withMaxRunning(MAX_RUNNING).withConcurrency(4))
        .build();
  }

  public static void main(String[] args) {
    RedisLink link = RedisLink.open(RedisConfig.of(args[0]).withNamespace(args[1]));
    Worker.start(
        link,
        pipeline(
            (text, context) -> {
              System.out.println("hanging.");
              new CountDownLatch(1).await();
              throw new IllegalStateException("not reached");
            }),
        WorkerConfig.defaults().withConsumer(args[2]).withLease(Duration.ofSeconds(1)));
    System.out.println("ready.");
  }
}
