package io.streamweir.benchmarks.measure;

import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.benchmarks.contestants.Names;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A job queue's turns: so many jobs into it, or out of it while a worker that is ready gets them.
 */
public final class PeerDrive {
  private static final long GIVE_UP_NANOS = Duration.ofMinutes(3).toNanos();

  private final Server server;

  /** Drives queues on this server. */
  public PeerDrive(Server server) {
    this.server = server;
  }

  /**
   * Jobs into the queue.
   *
   * @param queue the stream or list that holds them then
   */
  public Map<Metric, Double> enqueue(Child child, int jobs, String queue) throws Exception {
    server.commands().flushall();
    Meter meter = Meter.begin(server, child);
    child.ask("run", Map.of("count", jobs));
    Map<Metric, Double> measured = meter.end(jobs);
    RedisCommands<String, byte[]> redis = server.commands();
    long arrived = redis.type(queue).equals("stream") ? redis.xlen(queue) : redis.llen(queue);
    if (arrived != jobs) {
      throw new IllegalStateException(arrived + " of " + jobs + " jobs are in " + queue);
    }
    return measured;
  }

  /**
   * Jobs out of the queue.
   *
   * @param lists which keys are empty when all is done: lists, hashes or sorted sets
   * @param settings of the workers
   */
  public Map<Metric, Double> process(
      Child child, int jobs, List<String> lists, Map<String, Object> settings) throws Exception {
    server.commands().flushall();
    child.ask("run", Map.of("count", jobs));
    child.ask("start", settings);
    TimeUnit.MILLISECONDS.sleep(300);
    Meter meter = Meter.begin(server, child);
    child.ask("open");
    await(() -> lists.stream().allMatch(this::isEmpty));
    Map<Metric, Double> measured = meter.end(jobs);
    child.ask("stop");
    return measured;
  }

  /** The same for Streamweir, whose queue is hidden and opened by its name. */
  public Map<Metric, Double> processStream(Child child, int jobs) throws Exception {
    RedisCommands<String, byte[]> redis = server.commands();
    String hidden = Names.key(Names.PIPELINE, "hidden");
    redis.flushall();
    redis.xgroupCreate(
        XReadArgs.StreamOffset.from(Inbox.IN, "0-0"),
        Names.GROUP,
        XGroupCreateArgs.Builder.mkstream());
    child.ask("run", Map.of("count", jobs));
    redis.rename(Inbox.IN, hidden);
    child.ask("start");
    TimeUnit.MILLISECONDS.sleep(100);
    Meter meter = Meter.begin(server, child);
    redis.rename(hidden, Inbox.IN);
    await(() -> lagAndPending() == 0);
    Map<Metric, Double> measured = meter.end(jobs);
    child.ask("stop");
    return measured;
  }

  /** Tells when a queue is done. */
  @FunctionalInterface
  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + GIVE_UP_NANOS;
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the jobs were not done in time");
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  /** Redis deletes a collection with its last element. */
  private boolean isEmpty(String key) {
    return server.commands().exists(key) == 0;
  }

  private long lagAndPending() {
    List<?> group = (List<?>) server.commands().xinfoGroups(Inbox.IN).get(0);
    long sum = 0;
    for (int i = 0; i < group.size(); i += 2) {
      String name = new String((byte[]) group.get(i), StandardCharsets.US_ASCII);
      if (name.equals("lag") || name.equals("pending")) {
        sum += group.get(i + 1) instanceof Long number ? number : 1;
      }
    }
    return sum;
  }
}
