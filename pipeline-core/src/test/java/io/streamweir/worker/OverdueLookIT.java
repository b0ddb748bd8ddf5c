package io.streamweir.worker;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.lane.Lane;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** What a dead worker held, while the lanes of living ones rest. */
@WithRedis
class OverdueLookIT {
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final UnaryOperator<WorkerConfig> LONG = config -> config.withLease(LEASE);

  private final Queue<String> handled = new ConcurrentLinkedQueue<>();
  private final CountDownLatch go = new CountDownLatch(1);

  /** Of two workers, the one whose name comes first looks after its partition. */
  private Pipeline<Text> pipeline() {
    String name =
        IntStream.range(0, 100)
            .mapToObj(i -> "looked-at-" + i)
            .filter(candidate -> crc(candidate) % 2 == 0)
            .findFirst()
            .orElseThrow();
    return Pipeline.named(name)
        .accepts(Text.class)
        .stage(
            "work",
            Text.class,
            (text, context) -> {
              handled.add(text.getValue());
              if (text.getValue().equals("block")) {
                go.await();
              }
              return Outcome.drop();
            },
            config -> config.withConcurrency(1).withMaxBatch(1))
        .build();
  }

  private static long crc(String text) {
    CRC32 hash = new CRC32();
    hash.update(text.getBytes(StandardCharsets.UTF_8));
    return hash.getValue();
  }

  private static Worker worker(Rig rig, String name) {
    return rig.worker(new Ledger(), LONG.andThen(config -> config.withConsumer(name))::apply);
  }

  private static void untilItRests(Worker worker) {
    until(() -> ((Lane) worker.lanes().get(0)).resting());
  }

  /** Leaves an entry with a worker that is gone; answers with its id. */
  private static String leave(Rig rig) {
    rig.createGroup("work");
    rig.submit("left");
    return rig.deliverTo("dead", "work", 1).get(0).getId();
  }

  private void expectTakenOver(Rig rig, String id) {
    rig.age("dead", "work", LEASE.plusSeconds(1), id);
    until(() -> handled.contains("left"));
  }

  @Test
  void aLaneThatRestsTakesItOver(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline())) {
      String left = leave(rig);
      untilItRests(worker(rig, "a"));
      expectTakenOver(rig, left);
    }
  }

  @Test
  void anotherWorkersLaneTakesItOverWhereTheOneThatLooksIsBusy(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline())) {
      String left = leave(rig);
      worker(rig, "a");
      rig.submit("block");
      until(() -> handled.contains("block"));
      untilItRests(worker(rig, "b"));
      assertThat(handled).containsExactly("block");
      expectTakenOver(rig, left);
      go.countDown();
    }
  }
}
