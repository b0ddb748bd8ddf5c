package io.streamweir.benchmarks.contestants;

import io.streamweir.benchmarks.records.Order;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A worker as it comes, on a stage whose handler hands on what it gets. */
final class StreamweirHop implements Contestant {
  private static final long UNBOUNDED = 100_000_000;

  private final RedisLink link;
  private final WorkerListener listener;
  private final UnaryOperator<StageConfig> config;
  private @Nullable Worker worker;

  StreamweirHop(String uri, Function<RedisLink, WorkerListener> listener) {
    this(uri, listener, config -> config);
  }

  /** The same with another configuration of the stage. */
  StreamweirHop(
      String uri, Function<RedisLink, WorkerListener> listener, UnaryOperator<StageConfig> config) {
    this.link = RedisLink.open(uri);
    this.listener = listener.apply(link);
    this.config = config;
  }

  static Pipeline<Order> pipeline() {
    return pipeline(config -> config);
  }

  private static Pipeline<Order> pipeline(UnaryOperator<StageConfig> config) {
    return Pipeline.named(Names.PIPELINE)
        .accepts(Order.class)
        .stage(
            "hop",
            Order.class,
            (order, context) -> Outcome.forward(order),
            s -> config.apply(s.withMaxBacklog(UNBOUNDED)))
        .stage(
            "sink",
            Order.class,
            (order, context) -> Outcome.drop(),
            s -> s.withMaxBacklog(UNBOUNDED))
        .build();
  }

  @Override
  public void start(Task task) {
    WorkerConfig hop = WorkerConfig.defaults().withStages(Set.of("hop"));
    worker = Worker.start(link, pipeline(config), hop.withListener(listener));
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
