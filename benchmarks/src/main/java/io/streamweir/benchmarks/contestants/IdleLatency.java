package io.streamweir.benchmarks.contestants;

import io.streamweir.benchmarks.records.Order;
import io.streamweir.client.JobClient;
import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Submits now and then, and says how long it takes until the handler begins. The jobs go to as many
 * partitions as the task says, in turn: over many of them each finds an inbox in which nothing came
 * for long.
 */
final class IdleLatency implements Contestant {
  private final Map<Long, CompletableFuture<Long>> begun = new ConcurrentHashMap<>();
  private final Pipeline<Order> pipeline =
      Pipeline.named(Names.PIPELINE)
          .accepts(Order.class)
          .stage("hop", Order.class, (order, context) -> begins(order))
          .partitions(Fleets.PARTITIONS)
          .build();
  private final RedisLink link;
  private @Nullable Worker worker;

  IdleLatency(String uri) {
    link = RedisLink.open(uri);
  }

  private Outcome<Order> begins(Order order) {
    CompletableFuture<Long> waiting = begun.remove(order.getCents());
    if (waiting != null) {
      waiting.complete(System.nanoTime());
    }
    return Outcome.drop();
  }

  @Override
  public void start(Task task) {
    worker = Worker.start(link, pipeline);
  }

  @Override
  public Map<String, Double> run(Task task) throws Exception {
    int keys = task.number("keys");
    try (JobClient<Order> client = JobClient.connect(link, pipeline)) {
      return Latencies.since(
          task.number("count"), task.number("rate"), n -> submit(client, n, "key " + n % keys));
    }
  }

  private CompletableFuture<Long> submit(JobClient<Order> client, int n, String key) {
    Order order = Orders.order(n);
    CompletableFuture<Long> start = new CompletableFuture<>();
    begun.put(order.getCents(), start);
    long submitted = System.nanoTime();
    client.submitAsync(order, SubmitOptions.defaults().withKey(key));
    return start.thenApply(at -> at - submitted);
  }

  @Override
  public void stop() {
    Objects.requireNonNull(worker).close();
    worker = null;
  }

  @Override
  public void close() {
    if (worker != null) {
      stop();
    }
    link.close();
  }
}
