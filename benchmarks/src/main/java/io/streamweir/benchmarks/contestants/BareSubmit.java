package io.streamweir.benchmarks.contestants;

import io.lettuce.core.RedisClient;
import io.streamweir.pipeline.JobId;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Submits by hand: payloads were encoded beforehand. */
final class BareSubmit implements Contestant {
  private static final int UNANSWERED = 4_096;

  private final RedisClient client;
  private final BareAppend append;
  private final byte[][] payloads = Payloads.encoded();

  BareSubmit(String uri) {
    client = RedisClient.create(uri);
    append = new BareAppend(client, Names.inbox("hop"));
  }

  @Override
  public Map<String, Double> run(Task task) throws Exception {
    int count = task.number("count");
    switch (task.text("mode")) {
      case "one" -> {
        for (int i = 0; i < count; i++) {
          append.one(JobId.next(), Payloads.of(payloads, i)).get();
        }
      }
      case "async" -> notWaiting(count);
      default -> append.all(count, n -> Payloads.of(payloads, n));
    }
    return Map.of();
  }

  private void notWaiting(int count) throws InterruptedException {
    Semaphore window = new Semaphore(UNANSWERED);
    for (int i = 0; i < count; i++) {
      window.acquire();
      append
          .one(JobId.next(), Payloads.of(payloads, i))
          .whenComplete((id, thrown) -> window.release());
    }
    window.acquire(UNANSWERED);
  }

  @Override
  public void close() {
    append.close();
    client.shutdown();
  }
}
