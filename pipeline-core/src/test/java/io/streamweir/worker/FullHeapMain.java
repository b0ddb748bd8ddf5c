package io.streamweir.worker;

import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A worker in a process of its own whose heap is full for some seconds: URI, namespace. */
final class FullHeapMain {
  private static final long SECONDS = 5;
  private static final Duration SILENT = Duration.ofSeconds(20);
  private static final CountDownLatch BEGINS = new CountDownLatch(1);

  private FullHeapMain() {}

  static Pipeline<Text> pipeline() {
    return Pipeline.named("full-heap")
        .accepts(Text.class)
        .stage(
            "first",
            Text.class,
            (text, context) -> {
              if (text.getValue().equals("fill")) {
                BEGINS.countDown();
              }
              return Outcome.forward(text);
            },
            config ->
                config.withFailure(FailurePolicy.attempts(3, Backoff.fixed(Duration.ofMillis(50)))))
        .stage(
            "last",
            Text.class,
            (text, context) ->
                Outcome.<Text>finish(text).counting(Count.one("last", text.getValue())),
            config -> config.withConcurrency(4))
        .build();
  }

  public static void main(String[] args) throws InterruptedException {
    RedisConfig config =
        RedisConfig.of(args[0]).withNamespace(args[1]).withCommandTimeout(Duration.ofSeconds(3));
    try (RedisLink link = RedisLink.open(config)) {
      Worker worker =
          Worker.start(link, pipeline(), WorkerConfig.defaults().withLease(Duration.ofSeconds(1)));
      System.out.println("ready.");
      BEGINS.await();
      fill();
      System.out.println("emptied.");
      while (worker.oldestPoll().compareTo(SILENT) < 0) {
        Thread.sleep(100);
      }
      System.out.println("silent.");
      Runtime.getRuntime().halt(1); // as whoever watches its liveness would
    }
  }

  private static void fill() {
    List<byte[]> blocks = new ArrayList<>(1 << 20);
    long until = System.nanoTime() + SECONDS * 1_000_000_000;
    int size = 1 << 20;
    while (System.nanoTime() < until) {
      try {
        blocks.add(new byte[size]);
      } catch (OutOfMemoryError e) {
        size = size > 32 ? size / 2 : 16;
      }
    }
  }
}
