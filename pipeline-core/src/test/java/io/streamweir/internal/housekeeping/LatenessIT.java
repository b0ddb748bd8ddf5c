package io.streamweir.internal.housekeeping;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.NumberedSource;
import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/**
 * How late delayed jobs are while many others wait: 20,000, or as many as {@code
 * -Dstreamweir.delayed} says. docs/guide.md has the figure for a million.
 */
@WithRedis
class LatenessIT {
  private static final int WAITING = Integer.getInteger("streamweir.delayed", 20_000);
  private static final boolean FULL = WAITING >= 1_000_000;
  private static final int DUE = FULL ? 5_000 : 500;
  private static final int BATCH = 10_000;
  private static final Duration GAP = Duration.ofMillis(2);

  private final Queue<Long> lateness = new ConcurrentLinkedQueue<>();

  /** The text is when it is due, in ms since 1970. */
  private Pipeline<Text> pipeline() {
    return Pipeline.named("lateness")
        .accepts(Text.class)
        .stage(
            "work",
            Text.class,
            (text, context) -> {
              lateness.add(System.currentTimeMillis() - Long.parseLong(text.getValue()));
              return Outcome.<Text>drop();
            },
            config -> config.withMaxBacklog(2 * WAITING + DUE))
        .build();
  }

  @Test
  void delayedJobsComeInTimeHoweverManyWait(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline())) {
      SubmitOptions tomorrow = SubmitOptions.defaults().withDelay(Duration.ofDays(1));
      NumberedSource<Text> source = rig.jobs().source("waiting", tomorrow);
      List<Text> batch = Collections.nCopies(BATCH, new Text("0"));
      for (int i = 0; i < WAITING; i += BATCH) {
        source.submit(batch);
      }
      assertThat(rig.redis.zcard(rig.keys.later("work"))).isEqualTo(WAITING);
      rig.worker();
      rig.worker();
      submit(rig, Instant.now().plusSeconds(2));
      until(() -> lateness.size() == DUE);
      List<Long> sorted = lateness.stream().sorted().toList();
      long p99 = sorted.get(DUE * 99 / 100);
      System.out.printf(
          "%d waiting, %d due over %d ms: p50 %d ms, p99 %d ms, latest %d ms%n",
          WAITING, DUE, GAP.toMillis() * DUE, sorted.get(DUE / 2), p99, sorted.get(DUE - 1));
      assertThat(sorted.get(0)).as("never early").isGreaterThanOrEqualTo(-5);
      assertThat(p99).as("nearly all, in ms").isLessThan(FULL ? 250 : 5_000);
      assertThat(rig.redis.zcard(rig.keys.later("work"))).isEqualTo(WAITING);
    }
  }

  private static void submit(Rig rig, Instant first) {
    for (int i = 0; i < DUE; i++) {
      Instant due = first.plus(GAP.multipliedBy(i));
      Text text = new Text(Long.toString(due.toEpochMilli()));
      rig.jobs().submitAsync(text, SubmitOptions.defaults().withStart(due));
    }
  }
}
