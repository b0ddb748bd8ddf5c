package io.streamweir.benchmarks.contestants;

import io.streamweir.benchmarks.records.Order;
import io.streamweir.client.JobClient;
import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Submits jobs and waits for their results, which a worker in the same process makes. */
final class StreamweirLatency implements Contestant {
  static final Pipeline<Order> PIPELINE =
      Pipeline.named(Names.PIPELINE)
          .accepts(Order.class)
          .stage("one", Order.class, (order, context) -> Outcome.forward(order))
          .stage("two", Order.class, (order, context) -> Outcome.forward(order))
          .stage("three", Order.class, (order, context) -> Outcome.finish(order))
          .build();

  /** The same three stages, which are run through. */
  static final Pipeline<Order> THROUGH =
      PIPELINE
          .reconfigured("two", StageConfig::withRunThrough)
          .reconfigured("three", StageConfig::withRunThrough);

  private static final int PATIENCE_SECONDS = 10;

  private final RedisLink link;
  private final Pipeline<Order> pipeline;
  private final List<Order> orders = Payloads.records();
  private @Nullable Worker worker;

  StreamweirLatency(String uri, Pipeline<Order> pipeline) {
    this.pipeline = pipeline;
    link = RedisLink.open(uri);
  }

  @Override
  public void start(Task task) {
    worker = Worker.start(link, pipeline);
  }

  @Override
  public Map<String, Double> run(Task task) throws Exception {
    try (JobClient<Order> jobs = JobClient.connect(link, pipeline)) {
      // The first wait for a result subscribes, which must not happen on the thread that answers.
      jobs.result(jobs.submit(Payloads.of(orders, 0))).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return Latencies.measure(
          task.number("count"),
          task.number("rate"),
          n ->
              jobs.submitAsync(Payloads.of(orders, n), SubmitOptions.defaults())
                  .thenCompose(jobs::result));
    }
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
