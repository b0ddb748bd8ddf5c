package io.streamweir.internal.settle;

import static io.streamweir.worker.Rig.until;

import io.streamweir.internal.lane.Lane;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Whether a lane is seen that settles nothing although it hears of Redis otherwise. */
@WithRedis
class SettlerIT {
  private static final Duration MUCH = Duration.ofMillis(1_500);

  private final CountDownLatch go = new CountDownLatch(1);

  private Pipeline<Text> pipeline() {
    return Pipeline.named("settler")
        .accepts(Text.class)
        .stage(
            "work",
            Text.class,
            (text, context) -> {
              go.await();
              return Outcome.finish(text);
            })
        .build();
  }

  @Test
  void isSeenWhileASettlementHasNoAnswer(RedisSpace space) throws Exception {
    try (TcpProxy proxy = TcpProxy.to(space.server());
        Rig rig = Rig.on(space, pipeline())) {
      Worker worker = rig.worker(rig.linkTo(proxy), rig.pipeline, new Ledger(), config -> config);
      rig.submit("a");
      until(() -> rig.pending("work") == 1);
      Lane lane = (Lane) worker.lanes().get(0);
      proxy.stall();
      go.countDown();
      until(
          () -> {
            lane.contact(); // as if its reads and renewals were answered all the time
            return lane.sinceContact().compareTo(MUCH) > 0;
          });
      proxy.resume();
      until(() -> rig.pending("work") == 0);
      until(() -> lane.sinceContact().compareTo(MUCH) < 0);
      until(() -> worker.oldestPoll().compareTo(MUCH) < 0);
    }
  }
}
