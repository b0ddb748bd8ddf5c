package io.streamweir.client;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.client.ResultLog.Start;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A worker of a pipeline that keeps a log of results, or a reader of the log, in a process of its
 * own: URI, namespace, {@code worker} or {@code reader}. A reader dies in the middle of its work.
 */
public final class LogMain {
  static final Duration LEASE = Duration.ofSeconds(1);
  static final int HALTED = 99;
  private static final int HALTS_AT = 130;

  private LogMain() {}

  static Pipeline<Text> pipeline(int partitions) {
    return pipeline(partitions, config -> config);
  }

  private static Pipeline<Text> pipeline(int partitions, UnaryOperator<StageConfig> config) {
    return Pipeline.named("logged")
        .accepts(Text.class)
        .partitions(partitions)
        .keepResults(Duration.ofDays(7))
        .stage("first", Text.class, (text, context) -> Outcome.forward(text))
        .stage(
            "last",
            Text.class,
            (text, context) -> end(text),
            last -> config.apply(last.withFailure(FailurePolicy.never()).withMaxDeliveries(50)))
        .build();
  }

  private static Outcome<Text> end(Text text) {
    return switch (Integer.parseInt(text.getValue()) % 5) {
      case 0 -> Outcome.reject("no");
      case 1 -> throw new IllegalStateException("no");
      case 2 -> Outcome.finish();
      default -> Outcome.finish(text);
    };
  }

  public static void main(String[] args) {
    RedisLink link = RedisLink.open(RedisConfig.of(args[0]).withNamespace(args[1]));
    if (args[2].equals("worker")) {
      RateLimit slow =
          RateLimit.of(
              1_000, Duration.ofSeconds(1)); // so that it is killed in the middle of its work
      Worker.start(
          link,
          pipeline(2, last -> last.withRateLimit(slow)),
          WorkerConfig.defaults().withLease(LEASE));
    } else {
      RedisCommands<String, String> redis = RedisClient.create(args[0]).connect().sync();
      AtomicInteger handled = new AtomicInteger();
      ResultLog.open(link, pipeline(2))
          .follow(
              "billing",
              Start.OLDEST,
              logged -> {
                int number = handled.incrementAndGet();
                if (number > HALTS_AT) {
                  new CountDownLatch(1).await(); // the other partition, while the process ends
                }
                redis.rpush(args[1] + ":handled", logged.result().jobId());
                if (number == HALTS_AT) {
                  Runtime.getRuntime().halt(HALTED);
                }
              },
              LEASE);
    }
    System.out.println("ready.");
  }
}
