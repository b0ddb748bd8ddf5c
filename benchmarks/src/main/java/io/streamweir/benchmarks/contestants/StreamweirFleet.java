package io.streamweir.benchmarks.contestants;

import io.streamweir.benchmarks.records.Order;
import io.streamweir.client.JobClient;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Several workers in one JVM, each with a link of its own, as if they were processes. A run submits
 * jobs, where it is told of any, waits until they have come as far as the pipeline wants, and says
 * how many platform threads each worker has.
 */
final class StreamweirFleet implements Contestant {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final String uri;
  private final Pipeline<Order> pipeline;
  private final List<RedisLink> links = new ArrayList<>();
  private final List<Worker> workers = new ArrayList<>();
  private int threadsBefore;

  StreamweirFleet(String uri, Pipeline<Order> pipeline) {
    this.uri = uri;
    this.pipeline = pipeline;
  }

  @Override
  public void start(Task task) {
    threadsBefore = threads();
    for (int i = 0; i < task.number("workers"); i++) {
      RedisLink link = RedisLink.open(uri);
      links.add(link);
      workers.add(Worker.start(link, pipeline));
    }
  }

  @Override
  public Map<String, Double> run(Task task) throws Exception {
    double each = (threads() - threadsBefore) / (double) workers.size();
    if (task.settings().containsKey("jobs")) {
      work(task.number("jobs"));
    }
    return Map.of("threads", each, "most", (double) Fleets.MOST.get());
  }

  private void work(int jobs) throws InterruptedException {
    try (JobClient<Order> client = JobClient.connect(links.get(0), pipeline)) {
      client.submitAll(IntStream.range(0, jobs).mapToObj(Orders::order).toList());
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (Fleets.REACHED.get() < jobs) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException(Fleets.REACHED.get() + " of " + jobs + " jobs");
        }
        Thread.sleep(1);
      }
    }
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  @Override
  public void stop() {
    Fleets.release();
    workers.parallelStream().forEach(Worker::close);
    links.forEach(RedisLink::close);
    workers.clear();
    links.clear();
  }

  @Override
  public void close() {
    stop();
  }
}
