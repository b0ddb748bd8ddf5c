package io.streamweir.internal.settle;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A lane of concurrency 1 hands on in the order in which it handled. */
@WithRedis
class OrderIT {
  private static final int JOBS = 40_000;

  private final List<Integer> left = Collections.synchronizedList(new ArrayList<>());
  private final List<Integer> arrived = Collections.synchronizedList(new ArrayList<>());

  private Pipeline<Text> pipeline() {
    return Pipeline.named("order")
        .accepts(Text.class)
        .stage(
            "first",
            Text.class,
            (text, context) -> {
              left.add(Integer.parseInt(text.getValue()));
              return Outcome.forward(text);
            },
            config -> config.withMaxBatch(16))
        .stage(
            "second",
            Text.class,
            (text, context) -> {
              arrived.add(Integer.parseInt(text.getValue()));
              return Outcome.drop();
            })
        .build();
  }

  private void expectAllInOrder() {
    until(() -> arrived.size() >= JOBS);
    assertThat(arrived.equals(left)).as("same order").isTrue();
  }

  @Test
  void keepsTheOrderWithManySettlementsInFlight() throws Exception {
    try (RedisServer server = RedisServer.start(); // which loses scripts of nobody else
        Rig rig = Rig.on(server, pipeline())) {
      rig.submitNumbers(JOBS);
      rig.redis.scriptFlush();
      rig.worker();
      expectAllInOrder();
    }
  }

  @Test
  void keepsTheOrderWhereConnectionsBreak(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline());
        TcpProxy proxy = TcpProxy.to(space.server())) {
      rig.submitNumbers(JOBS);
      Ledger ledger = new Ledger();
      rig.worker(
          rig.linkTo(proxy), rig.pipeline, ledger, config -> config.withStages(Set.of("first")));
      for (int i = 1; i <= 3; i++) {
        int until = i * 8_000;
        until(() -> ledger.settled.get() > until);
        proxy.cut();
      }
      until(() -> ledger.settled.get() >= JOBS);
      assertThat(ledger.settlesFailed.get()).isPositive();
      rig.worker();
      expectAllInOrder();
    }
  }
}
