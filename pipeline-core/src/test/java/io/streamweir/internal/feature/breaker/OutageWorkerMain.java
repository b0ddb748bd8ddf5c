package io.streamweir.internal.feature.breaker;

import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;

/** A worker for which all is away, in a process of its own: URI, namespace, kind of the stage. */
final class OutageWorkerMain {
  private OutageWorkerMain() {}

  public static void main(String[] args) {
    RedisLink link = RedisLink.open(RedisConfig.of(args[0]).withNamespace(args[1]));
    Outage outage = new Outage();
    outage.away = true;
    Outage.Kind kind = Outage.Kind.valueOf(args[2]);
    Worker.start(
        link,
        outage.pipeline(kind, stage -> stage.withBreaker(Outage.BREAKER)),
        WorkerConfig.defaults().withLease(Duration.ofSeconds(1)));
    System.out.println("ready.");
  }
}
