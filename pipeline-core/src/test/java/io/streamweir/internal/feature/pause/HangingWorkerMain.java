package io.streamweir.internal.feature.pause;

import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A worker whose handlers hang, in a process of its own: URI, namespace, kind of the stage. */
final class HangingWorkerMain {
  private HangingWorkerMain() {}

  public static void main(String[] args) {
    RedisLink link = RedisLink.open(RedisConfig.of(args[0]).withNamespace(args[1]));
    Work work = new Work(TimeUnit.DAYS.toMillis(1));
    Worker.start(
        link,
        work.pipeline(Work.Kind.valueOf(args[2])),
        WorkerConfig.defaults().withLease(Duration.ofSeconds(1)));
    System.out.println("ready.");
  }
}
