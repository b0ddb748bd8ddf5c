package io.streamweir.inspect;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.LogReader;
import io.streamweir.client.ResultLog;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Redis writes into its log that a group has read, but not how many entries. What waits is shown
 * rightly after a restart all the same.
 */
class LagAfterRestartIT {
  private static Pipeline<Text> pipeline() {
    return Pipeline.named("restarted")
        .accepts(Text.class)
        .keepResults(Duration.ofDays(7))
        .stage("work", Text.class, (text, context) -> Outcome.finish(text))
        .build();
  }

  private static long lag(Inspector inspector) {
    return inspector.status().get(0).lag();
  }

  @Test
  void showsWhatWaitsAtAPausedStageAndForAReader() throws Exception {
    try (RedisServer server = RedisServer.start("--appendonly yes", "--appendfsync always");
        Rig rig = Rig.on(server, pipeline())) {
      Worker worker = rig.worker();
      AtomicLong seen = new AtomicLong();
      ResultLog log = ResultLog.open(rig.link, rig.pipeline);
      rig.keep(log.follow("billing", end -> seen.incrementAndGet()));
      rig.submitNumbers(100);
      until(() -> seen.get() == 100);
      rig.redis.bgrewriteaof();
      until(() -> !rig.redis.info("persistence").contains("aof_base_size:0"));
      until(() -> rig.redis.info("persistence").contains("aof_rewrite_in_progress:0"));
      rig.submitNumbers(300);
      until(() -> seen.get() == 400);
      new Pauses(rig.link, rig.pipeline).pause("work", PauseOptions.defaults());
      until(() -> rig.length("work") == 0);
      worker.close(); // it may not have heard of the pause
      rig.worker(); // it asks before it reads
      rig.submitNumbers(50);

      server.kill();
      server.restart();
      Inspector inspector = new Inspector(rig.link, rig.pipeline);
      Rig.eventually()
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(lag(inspector)).isEqualTo(50));
      assertThat(log.readers()).isEqualTo(List.of(new LogReader("billing", 0, 0, 0, 0)));

      new Pauses(rig.link, rig.pipeline).resume("work");
      until(() -> seen.get() == 450);
      until(() -> lag(inspector) == 0);
      until(() -> log.readers().equals(List.of(new LogReader("billing", 0, 0, 0, 0))));
    }
  }
}
