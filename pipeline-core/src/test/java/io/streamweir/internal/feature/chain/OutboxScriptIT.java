package io.streamweir.internal.feature.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.feature.chain.OutboxScript.Found;
import io.streamweir.internal.feature.chain.OutboxScript.Turn;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutboxScriptIT {
  private static final Pipeline<Text> ORDERS =
      Pipeline.named("orders")
          .accepts(Text.class)
          .stage("price", Text.class, (text, context) -> Outcome.drop())
          .build();

  /** Else WAIT behind it would speak of an earlier write, and of fewer entries than it has read. */
  @Test
  void writesBeforeItReadsAlsoOnAFullServer() throws Exception {
    try (RedisServer server = RedisServer.start("--maxmemory-policy noeviction");
        Rig orders = Rig.on(server, ORDERS)) {
      orders.redis.xadd(orders.keys.outbox("billing"), Map.of("j", "a", "t", "1", "p", ""));
      orders.redis.configSet("maxmemory", "1");
      OutboxScript script = new OutboxScript(orders.keys, "worker", List.of("billing"));

      List<Found> found =
          script.run(orders.link.shared(), List.of(new Turn(List.of(), "", 10))).join();

      assertThat(found.get(0).waiting()).hasSize(1);
      assertThat(orders.redis.get(orders.keys.forwarder())).isEqualTo("worker");
    }
  }
}
