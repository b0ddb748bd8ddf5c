package io.streamweir.internal.feature.checkpoint;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.pipeline.LeaseLostException;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;

/**
 * A worker in a process of its own that imports rows into a list: URI, namespace, consumer name.
 * Says which row it has come to.
 */
public final class CheckpointWorkerMain {
  static final int ROWS = 400;

  private CheckpointWorkerMain() {}

  static String rows(String namespace) {
    return namespace + ":rows";
  }

  static Pipeline<Text> pipeline(RedisCommands<String, String> redis, String namespace) {
    return CheckpointIT.importing(
        (text, context) -> {
          try {
            importRows(redis, namespace, context);
          } catch (LeaseLostException e) {
            System.out.println("lost.");
            throw e;
          }
          return Outcome.finish(text);
        },
        config -> config.withMaxDeliveries(20));
  }

  private static void importRows(
      RedisCommands<String, String> redis, String namespace, StageContext context) {
    long from = context.lastCheckpoint(Amount.class).map(Amount::getValue).orElse(0L);
    System.out.println("from " + from + ".");
    for (long row = from; row < ROWS; row++) {
      redis.rpush(rows(namespace), Long.toString(row));
      if (row % 100 == 50) {
        System.out.println("between row " + row + " and its checkpoint.");
        spin(Duration.ofMillis(300)); // so that a test can meet it here
      }
      context.checkpoint(new Amount(row + 1, null));
      System.out.println("row " + row + ".");
    }
  }

  /** Heeds no interrupt, so that what is saved next is what says that the lease is lost. */
  private static void spin(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    Thread.interrupted();
  }

  public static void main(String[] args) {
    RedisLink link = RedisLink.open(RedisConfig.of(args[0]).withNamespace(args[1]));
    RedisClient client = RedisClient.create(args[0]);
    WorkerConfig config =
        WorkerConfig.defaults().withConsumer(args[2]).withLease(Duration.ofSeconds(1));
    Worker worker = Worker.start(link, pipeline(client.connect().sync(), args[1]), config);
    System.out.println(worker.consumer() + " ready.");
  }
}
