package io.streamweir.internal.settle;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A batch that a slow link does not carry in time is sent again in smaller ones. */
@WithRedis
class SlowLinkIT {
  private static final int JOBS = 600;
  private static final String OUTPUT = "x".repeat(20_000);

  @Test
  void settlesWhatTheLinkCarries(RedisSpace space) throws Exception {
    Pipeline<Text> pipeline =
        Pipeline.named("slow")
            .accepts(Text.class)
            .stage(
                "work",
                Text.class,
                (text, context) ->
                    Outcome.<Text>forward(new Text(OUTPUT))
                        .counting(Count.one("done", text.getValue())),
                config -> config.withMaxBatch(JOBS))
            .stage("log", Text.class, (text, context) -> Outcome.drop())
            .build();
    URI server = URI.create(space.uri());
    try (Rig rig = Rig.on(space, pipeline);
        TcpProxy proxy = TcpProxy.to(server.getHost(), server.getPort())) {
      rig.submitNumbers(JOBS);
      RedisLink slow =
          rig.linkTo(
              space
                  .uri()
                  .replace(
                      server.getHost() + ":" + server.getPort(),
                      proxy.host() + ":" + proxy.port()));
      Ledger ledger = new Ledger();
      proxy.throttle(1_000_000);
      rig.worker(slow, pipeline, ledger, config -> config.withStages(Set.of("work")));

      until(() -> rig.length("log") == JOBS && rig.pending("work") == 0);
      assertThat(rig.counters("done")).hasSize(JOBS);
      assertThat(rig.counters("done").values()).containsOnly("1");
      assertThat(rig.dead("work")).isEmpty();
    }
  }
}
