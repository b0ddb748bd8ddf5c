package io.streamweir.benchmarks.contestants;

import io.streamweir.pipeline.JobId;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RStream;
import org.redisson.api.RStreamAsync;
import org.redisson.api.RedissonClient;
import org.redisson.api.stream.StreamAddArgs;

/** Submits with Redisson: one at a time, without waiting, or in RBatches that skip results. */
final class RedissonSubmit implements Contestant {
  private static final int BATCHED = 1_000;
  private static final int UNANSWERED = 1_024;

  private final RedissonClient client;
  private final RStream<String, byte[]> stream;
  private final byte[][] payloads = Payloads.encoded();

  RedissonSubmit(String uri) {
    client = RedissonHop.connect(uri);
    stream = client.getStream(Names.inbox("hop"), RedissonHop.CODEC);
  }

  @Override
  public Map<String, Double> run(Task task) throws Exception {
    int count = task.number("count");
    switch (task.text("mode")) {
      case "one" -> {
        for (int i = 0; i < count; i++) {
          stream.add(fields(i));
        }
      }
      case "async" -> notWaiting(count);
      default -> batches(count);
    }
    return Map.of();
  }

  private void notWaiting(int count) throws InterruptedException {
    Semaphore window = new Semaphore(UNANSWERED);
    for (int i = 0; i < count; i++) {
      window.acquire();
      stream.addAsync(fields(i)).whenComplete((id, thrown) -> window.release());
    }
    window.acquire(UNANSWERED);
  }

  private void batches(int count) throws InterruptedException {
    Semaphore window = new Semaphore(Names.IN_FLIGHT);
    for (int done = 0; done < count; done += BATCHED) {
      RBatch batch = client.createBatch(BatchOptions.defaults().skipResult());
      RStreamAsync<String, byte[]> batched = batch.getStream(Names.inbox("hop"), RedissonHop.CODEC);
      for (int i = done; i < Math.min(count, done + BATCHED); i++) {
        batched.addAsync(fields(i));
      }
      window.acquire();
      batch.executeAsync().whenComplete((result, thrown) -> window.release());
    }
    window.acquire(Names.IN_FLIGHT);
  }

  private StreamAddArgs<String, byte[]> fields(int n) {
    byte[] time = BareLoop.bytes(Long.toString(System.currentTimeMillis()));
    byte[] jobId = BareLoop.bytes(JobId.next());
    return StreamAddArgs.entries("j", jobId, "t", time, "p", Payloads.of(payloads, n));
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
