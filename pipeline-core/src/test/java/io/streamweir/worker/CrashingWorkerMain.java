package io.streamweir.worker;

import io.streamweir.listener.SettledBatch;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Stage;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker in a process of its own: URI, namespace, consumer name, concurrency. Drains on SIGTERM.
 */
public final class CrashingWorkerMain {
  static final int MAX_DELIVERIES = 2;
  static final int HALTED = 99;

  private CrashingWorkerMain() {}

  public static Pipeline<Text> pipeline(Stage<Text, Text> handler) {
    return Pipeline.named("crashing")
        .accepts(Text.class)
        .stage(
            "work",
            Text.class,
            (text, context) ->
                handler.handle(text, context).counting(Count.one("work", text.getValue())),
            config -> config.withMaxDeliveries(MAX_DELIVERIES))
        .stage(
            "last",
            Text.class,
            (text, context) -> Outcome.<Text>drop().counting(Count.one("last", text.getValue())))
        .build();
  }

  static Outcome<Text> handle(Text text) throws InterruptedException {
    switch (text.getValue().split(" ")[0]) {
      case "halt" -> {
        System.out.println("halting.");
        Runtime.getRuntime().halt(HALTED);
      }
      case "hang" -> {
        System.out.println("hanging.");
        new CountDownLatch(1).await();
      }
      case "freeze" -> {
        System.out.println("freezing.");
        long thawed = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
        while (System.nanoTime() < thawed) {
          LockSupport.parkNanos(1_000_000);
        }
      }
      default -> {}
    }
    return Outcome.forward(text);
  }

  public static void main(String[] args) {
    RedisLink link = RedisLink.open(RedisConfig.of(args[0]).withNamespace(args[1]));
    WorkerConfig config =
        WorkerConfig.defaults()
            .withConsumer(args[2])
            .withConcurrency(Integer.parseInt(args[3]))
            .withLease(Duration.ofSeconds(1))
            .withListener(
                new WorkerListener() {
                  @Override
                  public void settled(LaneId lane, SettledBatch batch) {
                    if (batch.fenced() > 0) {
                      System.out.println("fenced " + batch.fenced() + ".");
                    }
                  }

                  @Override
                  public void handled(LaneId lane, Ending ending, long nanos) {
                    if (ending == Ending.ABANDONED) {
                      System.out.println("abandoned.");
                    }
                  }
                });
    Worker worker = Worker.start(link, pipeline((text, context) -> handle(text)), config);
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
