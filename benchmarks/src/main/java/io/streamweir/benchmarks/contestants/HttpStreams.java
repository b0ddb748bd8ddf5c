package io.streamweir.benchmarks.contestants;

import io.streamweir.benchmarks.records.Order;
import io.streamweir.client.JobClient;
import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Opens a stream of events for each of many jobs, then has the jobs done at a rate. Says how long
 * after its handler has returned each stream has told the end.
 */
final class HttpStreams implements Contestant {
  static final Pipeline<Order> PIPELINE =
      Pipeline.named(Names.PIPELINE)
          .accepts(Order.class)
          .stage("only", Order.class, (order, context) -> Outcome.finish(timed(order)))
          .build();

  private static final Pattern ENDED = Pattern.compile("event: ?end\\n.*\"cents\":(\\d+)");

  private final RedisLink link;
  private @Nullable Worker worker;

  HttpStreams(String uri) {
    link = RedisLink.open(uri);
  }

  /** The processes of one machine share this clock. */
  private static Order timed(Order order) {
    order.setCents(System.nanoTime());
    return order;
  }

  @Override
  public void start(Task task) {
    worker = Worker.start(link, PIPELINE);
  }

  @Override
  public Map<String, Double> run(Task task) throws Exception {
    int count = task.number("count");
    String[] jobs = new String[count];
    Map<String, CompletableFuture<Long>> told = new ConcurrentHashMap<>();
    try (OpenStreams streams = new OpenStreams(task.number("port"));
        JobClient<Order> client = JobClient.connect(link, PIPELINE)) {
      for (int i = 0; i < count; i++) {
        String job = JobId.next();
        jobs[i] = job;
        told.put(job, new CompletableFuture<>());
        streams.open(HttpText.events(job), text -> heard(text, told.get(job)));
      }
      return Latencies.since(
          count,
          task.number("rate"),
          n -> {
            client.submitAsync(Orders.order(n), SubmitOptions.defaults().withJobId(jobs[n]));
            return Objects.requireNonNull(told.get(jobs[n]));
          });
    }
  }

  private static boolean heard(String text, @Nullable CompletableFuture<Long> told) {
    Matcher end = ENDED.matcher(text);
    boolean ended = end.find();
    if (ended && told != null) {
      told.complete(System.nanoTime() - Long.parseLong(end.group(1)));
    }
    return ended;
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
