package io.streamweir.internal.lane;

import io.streamweir.pipeline.BatchEntry;
import io.streamweir.pipeline.BatchStage;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A worker of batches in a process of its own: URI, namespace. */
final class BatchWorkerMain {
  static final int MAX_DELIVERIES = 2;
  static final int HALTED = 99;

  private BatchWorkerMain() {}

  static Pipeline<Text> pipeline(BatchStage<Text, Text> handler) {
    return new Batches()
        .pipeline(
            handler,
            config ->
                config.withBatch(4, Duration.ofMillis(300)).withMaxDeliveries(MAX_DELIVERIES));
  }

  private static List<? extends Outcome<Text>> handle(List<BatchEntry<Text>> batch)
      throws InterruptedException {
    List<String> texts = Batches.texts(batch);
    if (texts.contains("halt")) {
      Runtime.getRuntime().halt(HALTED);
    }
    if (texts.contains("hang")) {
      System.out.println("hanging.");
      new CountDownLatch(1).await();
    }
    return Batches.forwardAll(batch);
  }

  public static void main(String[] args) {
    RedisLink link = RedisLink.open(RedisConfig.of(args[0]).withNamespace(args[1]));
    WorkerConfig config = WorkerConfig.defaults().withLease(Duration.ofSeconds(1));
    Worker.start(link, pipeline(BatchWorkerMain::handle), config);
    System.out.println("ready.");
  }
}
