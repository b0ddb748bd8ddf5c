package io.streamweir.internal.lane;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackpressureIT {
  private static final int JOBS = 2_000;
  private static final int MAX_BACKLOG = 100;
  private static final int MAX_BATCH = 16;
  private static final Pattern CALLS =
      Pattern.compile("cmdstat_(evalsha|xreadgroup|xinfo[^:]*|xgroup[^:]*):calls=(\\d+)");

  private final AtomicInteger handled = new AtomicInteger();

  private Pipeline<Text> pipeline(int concurrency) {
    return Pipeline.named("pressure")
        .accepts(Text.class)
        .stage(
            "fast",
            Text.class,
            (text, context) -> {
              handled.incrementAndGet();
              return Outcome.<Text>forward(text).counting(Count.one("fast", text.getValue()));
            },
            config -> config.withMaxBatch(MAX_BATCH).withConcurrency(concurrency))
        .stage(
            "slow",
            Text.class,
            (text, context) -> Outcome.<Text>drop().counting(Count.one("slow", text.getValue())),
            config -> config.withMaxBacklog(MAX_BACKLOG))
        .build();
  }

  private static long commands(Rig rig) {
    Matcher calls = CALLS.matcher(rig.redis.info("commandstats"));
    long sum = 0;
    while (calls.find()) {
      sum += Long.parseLong(calls.group(2));
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void pausesWithoutSpinningWhileTheNextStageIsFullAndLosesNothing(int concurrency)
      throws Exception {
    try (RedisServer server = RedisServer.start();
        Rig rig = Rig.on(server, pipeline(concurrency))) {
      rig.submitNumbers(JOBS);
      Ledger ledger = new Ledger();
      Worker worker = rig.worker(ledger, config -> config.withStages(Set.of("fast")));
      until(() -> ledger.pauses.get() == 1);
      until(() -> rig.pending("fast") == 0 || ledger.renewed.get() > 0);
      long length = rig.length("slow");
      assertThat(length).isBetween((long) MAX_BACKLOG, MAX_BACKLOG + 12L * MAX_BATCH);
      long commands = commands(rig);
      long begun = System.nanoTime();
      long polls = ledger.polls.get();
      Rig.eventually()
          .pollInterval(Duration.ofMillis(200))
          .until(() -> System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(1_200));
      long sent = commands(rig) - commands;
      double seconds = (System.nanoTime() - begun) / 1e9;
      assertThat(sent).as("commands, 100 a second at most").isBetween(1L, (long) (100 * seconds));
      assertThat(rig.length("slow")).isEqualTo(length);
      assertThat(ledger.polls.get()).isEqualTo(polls);
      Rig.until(() -> worker.oldestPoll().compareTo(Rig.LEASE) < 0);
      assertThat(ledger.resumes.get()).isZero();
      rig.worker(new Ledger(), config -> config.withStages(Set.of("slow")));
      until(() -> rig.counted("slow") == JOBS);
      assertThat(ledger.resumes.get()).isPositive();
      assertThat(handled.get()).isEqualTo(JOBS);
      assertThat(rig.counters("slow").values()).containsOnly("1");
    }
  }
}
