package io.streamweir.benchmarks.contestants;

import io.streamweir.benchmarks.records.Order;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import io.streamweir.worker.WorkerListener;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A worker as it comes, on a stage whose handler hands on what it gets. */
final class StreamweirHop implements Contestant {
  private static final long UNBOUNDED = 100_000_000;

  private final RedisLink link;
  private final WorkerListener listener;
  private @Nullable Worker worker;

  StreamweirHop(String uri, WorkerListener listener) {
    this.link = RedisLink.open(uri);
    this.listener = listener;
  }

  static Pipeline<Order> pipeline() {
    return Pipeline.named(Names.PIPELINE)
        .accepts(Order.class)
        .stage(
            "hop",
            Order.class,
            (order, context) -> Outcome.forward(order),
            s -> s.withMaxBacklog(UNBOUNDED))
        .stage(
            "sink",
            Order.class,
            (order, context) -> Outcome.drop(),
            s -> s.withMaxBacklog(UNBOUNDED))
        .build();
  }

  @Override
  public void start(Task task) {
    WorkerConfig config = WorkerConfig.defaults().withStages(Set.of("hop"));
    worker = Worker.start(link, pipeline(), config.withListener(listener));
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
