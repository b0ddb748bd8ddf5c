package io.streamweir.internal.feature.checkpoint;

import static io.streamweir.internal.feature.checkpoint.CheckpointIT.at;
import static io.streamweir.internal.feature.checkpoint.CheckpointIT.key;
import static io.streamweir.testkit.Patience.PATIENCE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.Receipt;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left of an import whose worker dies or hangs in the middle of it. */
@WithRedis
@Timeout(Patience.TEST_SECONDS)
class CheckpointCrashIT {
  private static final Pattern FROM = Pattern.compile("from (\\d+)\\.");

  private static ChildJvm child(RedisSpace space, String name) {
    return ChildJvm.start(CheckpointWorkerMain.class, space.uri(), space.namespace(), name);
  }

  private static Rig rig(RedisSpace space) {
    return Rig.on(
        space,
        CheckpointIT.importing(
            (text, context) -> {
              throw new IllegalStateException("nobody works here");
            },
            config -> config));
  }

  @Test
  void goesOnWhereTheKilledWorkerWas(RedisSpace space) throws Exception {
    try (Rig rig = rig(space)) {
      Receipt job = rig.submit("rows");
      for (int kill = 0; kill < 3; kill++) {
        try (ChildJvm victim = child(space, "victim-" + kill)) {
          victim.awaitOutput("row " + (100 * kill + 20) + ".", PATIENCE);
          victim.kill();
        }
      }
      try (ChildJvm last = child(space, "last")) {
        assertThat(rig.value(job)).isEqualTo("rows");
        assertThat(from(last)).isGreaterThan(220);
      }
      List<String> rows = rig.redis.lrange(CheckpointWorkerMain.rows(space.namespace()), 0, -1);
      assertThat(rows.stream().distinct())
          .containsExactlyElementsOf(
              LongStream.range(0, CheckpointWorkerMain.ROWS).mapToObj(Long::toString).toList());
      assertThat(rows)
          .as("each kill repeats at most the row that it met")
          .hasSizeLessThanOrEqualTo(CheckpointWorkerMain.ROWS + 3);
      assertThat(rig.redis.exists(key(rig, job))).isZero();
    }
  }

  private static long from(ChildJvm worker) {
    Matcher begun = FROM.matcher(worker.output());
    assertThat(begun.find()).isTrue();
    return Long.parseLong(begun.group(1));
  }

  /** It was frozen for longer than its lease, and comes back while the next one works. */
  @Test
  void aHungWorkerCannotSave(RedisSpace space) throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Queue<Long> begun = new ConcurrentLinkedQueue<>();
    Pipeline<Text> next =
        CheckpointIT.importing(
            (text, context) -> {
              begun.add(context.lastCheckpoint(Amount.class).orElseThrow().getValue());
              context.checkpoint(at(1_000_000));
              end.await();
              context.checkpoint(at(2_000_000));
              return Outcome.finish(text);
            },
            config -> config);
    try (Rig rig = Rig.on(space, next);
        ChildJvm hung = child(space, "hung")) {
      Receipt job = rig.submit("rows");
      hung.awaitOutput("between row 50", PATIENCE);
      hung.pause();
      rig.worker();
      until(() -> "1000000".equals(saved(rig, job)));
      hung.resume();
      hung.awaitOutput("lost.", PATIENCE);
      assertThat(saved(rig, job)).isEqualTo("1000000");
      end.countDown();
      assertThat(rig.value(job)).isEqualTo("rows");
      assertThat(begun).containsExactly(50L);
      assertThat(rig.redis.exists(key(rig, job))).isZero();
      assertThat(rig.dead("import")).isEmpty();
    }
  }

  private static @Nullable String saved(Rig rig, Receipt job) {
    byte[] state = new CheckpointReader(rig.link, rig.keys).state("import", job.jobId());
    return state == null
        ? null
        : Long.toString(CheckpointReader.amount(rig.link, state).getValue());
  }
}
