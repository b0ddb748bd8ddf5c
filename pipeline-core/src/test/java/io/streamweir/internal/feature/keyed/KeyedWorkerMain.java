package io.streamweir.internal.feature.keyed;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Stage;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.Set;

/**
 * A worker of a keyed stage in a process of its own: URI, namespace, consumer name. Writes the
 * beginning and the end of each handling into a list of its key, which Redis orders.
 */
final class KeyedWorkerMain {
  static final int PARTITIONS = 4;

  private KeyedWorkerMain() {}

  static Pipeline<Text> pipeline(Stage<Text, Text> handler) {
    return Keyed.pipeline(
        PARTITIONS,
        handler,
        config ->
            config
                .withOrder()
                .withConcurrency(6)
                .withMaxDeliveries(1_000)
                .withFailure(FailurePolicy.attempts(50, Backoff.fixed(Duration.ofMillis(40)))));
  }

  static String events(String namespace, String key) {
    return namespace + ":events:" + key;
  }

  private static Outcome<Text> work(
      RedisCommands<String, String> redis, String[] args, Text text, int attempt)
      throws InterruptedException {
    String event = args[2] + " " + Keyed.number(text);
    String events = events(args[1], Keyed.key(text));
    redis.rpush(events, "begin " + event);
    try {
      Thread.sleep(1); // handles, and may be killed meanwhile
      if (Keyed.number(text) % 11 == 4 && attempt < 3) {
        throw new IllegalStateException("fails");
      }
      return Outcome.forward(text);
    } finally {
      redis.rpush(events, "end " + event);
    }
  }

  public static void main(String[] args) {
    RedisCommands<String, String> redis = RedisClient.create(args[0]).connect().sync();
    RedisLink link = RedisLink.open(RedisConfig.of(args[0]).withNamespace(args[1]));
    Worker worker =
        Worker.start(
            link,
            pipeline((text, context) -> work(redis, args, text, context.attempt())),
            WorkerConfig.defaults()
                .withConsumer(args[2])
                .withStages(Set.of(Keyed.WORK))
                .withLease(Duration.ofSeconds(2))
                .withListener(
                    new WorkerListener() {
                      @Override
                      public void leasesLost(LaneId lane, int entries) {
                        System.out.println("lost.");
                      }
                    }));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  worker.close();
                  link.close();
                }));
    System.out.println("ready.");
  }
}
