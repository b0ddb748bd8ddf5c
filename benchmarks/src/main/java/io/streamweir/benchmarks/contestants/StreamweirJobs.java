package io.streamweir.benchmarks.contestants;

import io.streamweir.benchmarks.records.Order;
import io.streamweir.client.JobClient;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A job queue: one stage whose handler does nothing and that ends each job. */
final class StreamweirJobs implements Contestant {
  private static final int BATCH = 5_000;
  private static final Pipeline<Order> PIPELINE =
      Pipeline.named(Names.PIPELINE)
          .accepts(Order.class)
          .stage("hop", Order.class, (order, context) -> Outcome.drop())
          .build();

  private final RedisLink link;
  private final List<Order> orders = Payloads.records();
  private @Nullable Worker worker;

  StreamweirJobs(String uri) {
    link = RedisLink.open(uri);
  }

  @Override
  public void start(Task task) {
    worker = Worker.start(link, PIPELINE);
  }

  @Override
  public Map<String, Double> run(Task task) {
    try (JobClient<Order> jobs = JobClient.connect(link, PIPELINE)) {
      int count = task.number("count");
      for (int done = 0; done < count; done += BATCH) {
        List<Order> batch = new ArrayList<>(BATCH);
        for (int i = done; i < Math.min(count, done + BATCH); i++) {
          batch.add(Payloads.of(orders, i));
        }
        jobs.submitAll(batch);
      }
    }
    return Map.of();
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
