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
  private final Pipeline<?> pipeline;
  private @Nullable Worker worker;

  StreamweirHop(String uri, Function<RedisLink, WorkerListener> listener, Pipeline<?> pipeline) {
    this.link = RedisLink.open(uri);
    this.listener = listener.apply(link);
    this.pipeline = pipeline;
  }

  static Pipeline<Order> pipeline() {
    return pipeline(Order.class, config -> config);
  }

  /**
   * The pipeline for entries of {@link Orders}.
   *
   * @param payload what the handler gets of them: the generated class or the Java record
   * @param config of the stage that works
   */
  static <T> Pipeline<T> pipeline(Class<T> payload, UnaryOperator<StageConfig> config) {
    return Pipeline.named(Names.PIPELINE)
        .accepts(payload)
        .stage(
            "hop",
            payload,
            (order, context) -> Outcome.forward(order),
            s -> config.apply(s.withMaxBacklog(UNBOUNDED)))
        .stage(
            "sink", payload, (order, context) -> Outcome.drop(), s -> s.withMaxBacklog(UNBOUNDED))
        .build();
  }

  @Override
  public void start(Task task) {
    WorkerConfig hop = WorkerConfig.defaults().withStages(Set.of("hop"));
    worker = Worker.start(link, pipeline, hop.withListener(listener));
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
