package io.streamweir.internal.lane;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.SubmitOptions;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.BatchEntry;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A handler that ends neither in time nor when it is interrupted. */
@WithRedis
@Order(1) // takes longest
class StuckHandlerIT {
  private static final String STUCK = "stuck";
  private static final int DELIVERIES = 2;
  private static final int OTHERS = 20;

  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger returned = new AtomicInteger();
  private final AtomicInteger stuck = new AtomicInteger();

  /** How the stage's entries are handled. */
  enum Kind {
    ONE_BY_ONE(config -> config),
    SIDE_BY_SIDE(config -> config.withConcurrency(2)),
    IN_BATCHES(config -> config),
    BY_KEY_ONE_BY_ONE(config -> config.withOrder()),
    BY_KEY_SIDE_BY_SIDE(config -> config.withOrder().withConcurrency(2));

    final UnaryOperator<StageConfig> config;

    Kind(UnaryOperator<StageConfig> config) {
      this.config = config;
    }
  }

  @AfterEach
  void release() {
    released.countDown();
  }

  private Outcome<Text> work(Text text, StageContext context) {
    if (text.getValue().equals(STUCK)) {
      hang();
    }
    return Outcome.<Text>finish(text).counting(Count.one("done", text.getValue()));
  }

  private void hang() {
    while (true) {
      try {
        released.await();
        returned.incrementAndGet();
        return;
      } catch (InterruptedException e) {
        // is what this handler does not care for
      }
    }
  }

  private List<Outcome<Text>> workAll(List<BatchEntry<Text>> batch) {
    return batch.stream().map(entry -> work(entry.input(), entry.context())).toList();
  }

  private Pipeline<Text> pipeline(Kind kind) {
    UnaryOperator<StageConfig> config =
        defaults ->
            kind.config.apply(
                defaults.withHandlerTimeout(Duration.ofMillis(300)).withMaxDeliveries(DELIVERIES));
    var builder = Pipeline.named("stuck").accepts(Text.class);
    return kind == Kind.IN_BATCHES
        ? builder.batchStage("work", Text.class, this::workAll, config).build()
        : builder.stage("work", Text.class, this::work, config).build();
  }

  private final class Counting implements WorkerListener {
    @Override
    public void handlerStuck(LaneId lane) {
      stuck.incrementAndGet();
    }
  }

  private static void submit(Rig rig, String text) {
    rig.jobs().submit(new Text(text), SubmitOptions.defaults().withKey(text));
  }

  @ParameterizedTest
  @EnumSource
  void isGivenUpWhileTheOthersAreHandled(Kind kind, RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(kind))) {
      Worker worker = rig.worker(new Ledger(), config -> config.withListener(new Counting()));
      submit(rig, STUCK);
      for (int i = 0; i < OTHERS; i++) {
        submit(rig, "other " + i);
      }
      until(() -> rig.dead("work").size() == 1); // its deliveries counted
      until(() -> rig.counted("done") == OTHERS);
      assertThat(stuck).hasValue(DELIVERIES);
      assertThat(rig.dead("work").get(0).reason()).isEqualTo("deliveries");
      assertThat(rig.counters("done")).doesNotContainKey(STUCK);
      assertThat(rig.counters("done").values()).containsOnly("1");

      released.countDown(); // what they say now is of no interest
      until(() -> returned.get() == DELIVERIES);
      submit(rig, "later");
      until(() -> rig.counters("done").containsKey("later"));
      assertThat(rig.counters("done")).doesNotContainKey(STUCK);
      worker.close();
      assertThat(rig.pending("work")).isZero();
    }
  }
}
