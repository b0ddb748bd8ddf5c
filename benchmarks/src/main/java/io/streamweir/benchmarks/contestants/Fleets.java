package io.streamweir.benchmarks.contestants;

import io.streamweir.benchmarks.records.Order;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineBuilder;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** The pipelines that whole fleets of workers work on. */
final class Fleets {
  /** Over how many partitions jobs are spread. */
  static final int PARTITIONS = 64;

  /** How many handlers may run at once in the whole fleet, where that is limited. */
  static final int MOST_RUNNING = 10;

  /** How long a limited handler works. */
  static final int WORK_MILLIS = 10;

  /** How many entries a worker has in hand whose handlers do not return. */
  static final int HELD = 256;

  /** How many jobs have come as far as they are waited for. */
  static final AtomicInteger REACHED = new AtomicInteger();

  /** How many limited handlers ran at once at most. */
  static final AtomicInteger MOST = new AtomicInteger();

  private static final AtomicInteger RUNNING = new AtomicInteger();
  private static volatile CountDownLatch held = new CountDownLatch(1);

  private Fleets() {}

  /** Five stages over 64 partitions, and what a feature adds. */
  static Pipeline<Order> idle(UnaryOperator<PipelineBuilder<Order, Order>> feature) {
    PipelineBuilder<Order, Order> builder =
        Pipeline.named(Names.PIPELINE)
            .accepts(Order.class)
            .stage("one", Order.class, Fleets::forward)
            .stage("two", Order.class, Fleets::forward)
            .stage("three", Order.class, Fleets::forward)
            .stage("four", Order.class, Fleets::forward)
            .stage("five", Order.class, Fleets::forward)
            .partitions(PARTITIONS);
    return feature.apply(builder).build();
  }

  /** With a sixth stage that keeps the order of keys. */
  static PipelineBuilder<Order, Order> keyed(PipelineBuilder<Order, Order> builder) {
    return builder.stage("keyed", Order.class, Fleets::forward, StageConfig::withOrder);
  }

  /** With a window, and a sixth stage that is told of it. */
  static PipelineBuilder<Order, Order> windowed(PipelineBuilder<Order, Order> builder) {
    return builder
        .branch("told", WindowSummary.class, Order.class, (summary, context) -> Outcome.drop())
        .window(Window.tumbling("minutes", Duration.ofMinutes(1), "told"));
  }

  private static Outcome<Order> forward(Order order, StageContext context) {
    return Outcome.forward(order);
  }

  /** One stage of which the whole fleet runs a few handlers at once. */
  static Pipeline<Order> limited() {
    return Pipeline.named(Names.PIPELINE)
        .accepts(Order.class)
        .stage(
            "hop",
            Order.class,
            (order, context) -> {
              MOST.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
              Thread.sleep(WORK_MILLIS);
              RUNNING.decrementAndGet();
              REACHED.incrementAndGet();
              return Outcome.drop();
            },
            s -> s.withMaxRunning(MOST_RUNNING).withConcurrency(MOST_RUNNING))
        .partitions(PARTITIONS)
        .build();
  }

  /** One inbox whose handlers wait until the fleet stops; each worker has room for more. */
  static Pipeline<Order> holding() {
    return Pipeline.named(Names.PIPELINE)
        .accepts(Order.class)
        .stage(
            "hop",
            Order.class,
            (order, context) -> {
              REACHED.incrementAndGet();
              held.await();
              return Outcome.drop();
            },
            s -> s.withConcurrency(2 * HELD))
        .build();
  }

  /** Lets handlers that wait return, and those of the next fleet wait. */
  static void release() {
    CountDownLatch before = held;
    held = new CountDownLatch(1);
    REACHED.set(0);
    MOST.set(0);
    before.countDown();
  }
}
