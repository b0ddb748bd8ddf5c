package io.streamweir.internal.feature.through;

import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * A worker in a process of its own, whose entries run through: URI, namespace, consumer name. A job
 * {@code halt STAGE} ends the process in that stage, {@code hang STAGE} stays there.
 */
public final class ThroughWorkerMain {
  static final int HALTED = 98;
  static final int MAX_DELIVERIES = 2;

  private ThroughWorkerMain() {}

  /** Stages that count their texts, of which the last two are run through. */
  static Pipeline<Text> pipeline(boolean harmless) {
    return Pipeline.named("killed")
        .accepts(Text.class)
        .stage("one", Text.class, (text, context) -> handle(text, context, harmless))
        .stage(
            "two",
            Text.class,
            (text, context) -> handle(text, context, harmless),
            config -> config.withRunThrough().withMaxDeliveries(MAX_DELIVERIES))
        .stage(
            "three",
            Text.class,
            (text, context) -> handle(text, context, harmless),
            config -> config.withRunThrough())
        .build();
  }

  private static Outcome<Text> handle(Text text, StageContext context, boolean harmless)
      throws InterruptedException {
    String[] words = text.getValue().split(" ");
    String stage = context.stage();
    if (!harmless && words.length == 2 && words[1].equals(stage)) {
      System.out.println(words[0] + " in " + stage + ".");
      if (words[0].equals("halt")) {
        Runtime.getRuntime().halt(HALTED);
      }
      new CountDownLatch(1).await();
    }
    Outcome<Text> outcome = stage.equals("three") ? Outcome.finish(text) : Outcome.forward(text);
    return outcome.counting(Count.one(stage, text.getValue()));
  }

  public static void main(String[] args) {
    RedisLink link = RedisLink.open(RedisConfig.of(args[0]).withNamespace(args[1]));
    WorkerConfig config =
        WorkerConfig.defaults().withConsumer(args[2]).withLease(Duration.ofSeconds(1));
    Worker.start(link, pipeline(false), config);
    System.out.println("ready.");
  }
}
