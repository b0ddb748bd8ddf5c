package io.streamweir.benchmarks.contestants;

import io.streamweir.benchmarks.records.Order;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A worker whose handler waits 5 ms, as if for another system, 64 at once. */
final class StreamweirBlocking implements Contestant {
  private static final int CONCURRENCY = 64;
  private static final long WAIT_MILLIS = 5;
  private static final Pipeline<Order> PIPELINE =
      Pipeline.named(Names.PIPELINE)
          .accepts(Order.class)
          .stage(
              "hop",
              Order.class,
              (order, context) -> {
                Thread.sleep(WAIT_MILLIS);
                return Outcome.forward(order);
              },
              s -> s.withConcurrency(CONCURRENCY))
          .stage("sink", Order.class, (order, context) -> Outcome.drop())
          .build();

  private final RedisLink link;
  private @Nullable Worker worker;

  StreamweirBlocking(String uri) {
    link = RedisLink.open(uri);
  }

  @Override
  public void start(Task task) {
    worker = Worker.start(link, PIPELINE, WorkerConfig.defaults().withStages(Set.of("hop")));
  }

  @Override
  public void stop() {
    if (worker != null) {
      worker.close();
      worker = null;
    }
  }

  @Override
  public void close() {
    stop();
    link.close();
  }
}
