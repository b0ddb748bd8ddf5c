package io.streamweir.stages.webhook;

import io.streamweir.pipeline.Backoff;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A worker in a process of its own, for a test to kill. */
public final class WebhookWorker {
  private WebhookWorker() {}

  static WebhookSettings settings(Path secrets) {
    return WebhookSettings.defaults()
        .withSecrets(WebhookSecrets.inDirectory(secrets))
        .withAllowed(List.of("127.0.0.1"))
        .withBackoff(Backoff.fixed(Duration.ofMillis(100)))
        .withCircuitOpen(Duration.ofMillis(100))
        .withTimeout(Duration.ofSeconds(10))
        .withMaxAttempts(10);
  }

  /** Takes the server's URI, a namespace and a directory of secrets. */
  public static void main(String[] args) throws InterruptedException {
    try (RedisLink link = RedisLink.open(RedisConfig.of(args[0]).withNamespace(args[1]));
        Worker worker =
            Worker.start(
                link,
                WebhookPipeline.pipeline(settings(Path.of(args[2])), 2),
                WorkerConfig.defaults().withLease(Duration.ofSeconds(1)))) {
      System.out.println(worker.consumer() + " is ready");
      Thread.currentThread().join(); // until it is killed
    }
  }
}
