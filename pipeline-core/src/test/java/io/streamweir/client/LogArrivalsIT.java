package io.streamweir.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.feature.results.EndLog;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

@WithRedis
class LogArrivalsIT {
  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("logged")
          .accepts(Text.class)
          .stage("work", Text.class, (text, context) -> Outcome.finish(text))
          .build();

  private final AtomicLong missed = new AtomicLong();

  private final ResultHandler handler =
      new ResultHandler() {
        @Override
        public void handle(LoggedResult result) {}

        @Override
        public void missed(int partition, long ends) {
          missed.addAndGet(ends);
        }
      };

  /** Redis says only once which ends are gone, and together with what is to be handled. */
  @Test
  void tellsWhatIsGoneThoughAFullServerDoesNotCountIt() throws Exception {
    try (RedisServer server = RedisServer.start("--maxmemory-policy noeviction");
        Rig rig = Rig.on(server, PIPELINE)) {
      EndLog log = new EndLog(rig.link, rig.keys);
      LogArrivals arrivals = new LogArrivals(rig.link, log, "billing", "me", false, handler);
      rig.redis.configSet("maxmemory", "1");

      arrivals.gone(3);

      assertThat(missed).hasValue(3);
      rig.redis.configSet("maxmemory", "0");
      arrivals.close();
    }
  }
}
