package io.streamweir.benchmarks.contestants;

import io.streamweir.benchmarks.records.Order;
import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Submits as a program does that uses Streamweir: records in, receipts out. */
final class StreamweirSubmit implements Contestant {
  private static final int BATCH = 5_000;

  private final RedisLink link;
  private final JobClient<Order> jobs;
  private final List<Order> orders = Payloads.records();

  StreamweirSubmit(String uri) {
    link = RedisLink.open(uri);
    jobs = JobClient.connect(link, StreamweirHop.pipeline());
  }

  @Override
  public Map<String, Double> run(Task task) {
    int count = task.number("count");
    switch (task.text("mode")) {
      case "one" -> {
        for (int i = 0; i < count; i++) {
          jobs.submit(Payloads.of(orders, i));
        }
      }
      case "async" -> notWaiting(count);
      default -> batches(count);
    }
    return Map.of();
  }

  private void notWaiting(int count) {
    List<CompletableFuture<Receipt>> receipts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      receipts.add(jobs.submitAsync(Payloads.of(orders, i), SubmitOptions.defaults()));
    }
    receipts.forEach(CompletableFuture::join);
  }

  private void batches(int count) {
    for (int done = 0; done < count; done += BATCH) {
      List<Order> batch = new ArrayList<>(BATCH);
      for (int i = done; i < Math.min(count, done + BATCH); i++) {
        batch.add(Payloads.of(orders, i));
      }
      jobs.submitAll(batch);
    }
  }

  @Override
  public void close() {
    jobs.close();
    link.close();
  }
}
