package io.streamweir.internal.feature.window;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.CrashingWorkerMain;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@WithRedis
class WindowIT {
  private static final Window LATE =
      WindowedWorkerMain.window().withAllowedLateness(Duration.ofSeconds(100));

  @Test
  void sumsUpShuffledEventsOnceWithSeveralWorkers(RedisSpace space) throws Exception {
    WindowedEvents events = new WindowedEvents();
    try (Rig rig = Rig.on(space, WindowedWorkerMain.pipeline(LATE))) {
      List<String> texts = new ArrayList<>(events.make(4_000, 50));
      Collections.shuffle(texts, new Random(3));
      List<Ledger> ledgers = IntStream.range(0, 3).mapToObj(i -> new Ledger()).toList();
      ledgers.forEach(rig::worker);
      List<WindowSummary> summaries = events.summaries(rig);
      rig.submitAll(texts);
      until(() -> rig.count("work", "handled") == 4_000);
      rig.submit(events.at(1_000, "end"));

      events.expect(rig, summaries);
      assertThat(ledgers.stream().mapToLong(l -> l.closed.get()).sum()).isEqualTo(summaries.size());
      assertThat(rig.redis.hget(rig.keys.windowProgress("traffic"), "late")).isNull();
      assertThat(rig.redis.keys(rig.keys.windowSpan("traffic", "*"))).hasSize(1);
    }
  }

  @Test
  void closesTenThousandSpansAtOnce(RedisSpace space) throws Exception {
    WindowedEvents events = new WindowedEvents();
    try (Rig rig = Rig.on(space, WindowedWorkerMain.pipeline(WindowedWorkerMain.window()))) {
      List<String> texts =
          IntStream.range(0, 10_000).mapToObj(i -> events.at(0, "key-" + i)).toList();
      rig.submitAll(texts);
      rig.worker();
      rig.worker();
      until(() -> rig.redis.zcard(rig.keys.windowOpen("traffic")) == 10_000);

      rig.submit(events.at(1_000, "end"));

      until(() -> rig.count("summed", "summaries") == 10_000);
      assertThat(rig.redis.zcard(rig.keys.windowOpen("traffic"))).isEqualTo(1);
      assertThat(rig.count("summed", "events")).isEqualTo(10_000);
      assertThat(rig.counters("once").values()).hasSize(10_000).containsOnly("1");
    }
  }

  @Test
  void closesWhereEventsStop(RedisSpace space) throws Exception {
    Window idle = WindowedWorkerMain.window().withIdleAfter(Duration.ofMillis(500));
    WindowedEvents events = new WindowedEvents();
    try (Rig rig = Rig.on(space, WindowedWorkerMain.pipeline(idle))) {
      List<WindowSummary> summaries = events.summaries(rig);
      rig.worker();
      rig.submitAll(events.make(300, 3));
      events.expect(rig, summaries);
      until(() -> rig.redis.zcard(rig.keys.windowOpen("traffic")) == 0);

      rig.submit(events.at(0, "late"));
      until(() -> "1".equals(rig.redis.hget(rig.keys.windowProgress("traffic"), "late")));
      assertThat(rig.redis.zcard(rig.keys.windowOpen("traffic"))).isZero();
    }
  }

  @Test
  void givesAHandlerThatNamesAnUnknownWindowItsFailurePolicy(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, WindowedWorkerMain.pipeline(WindowedWorkerMain.window()))) {
      rig.worker();
      assertThat(rig.failure(rig.submit("unknown")).error()).contains("unknown", "traffic");
    }
  }

  @Test
  void keepsNothingOfPipelinesThatHaveNone(RedisSpace space) throws Exception {
    try (Rig rig =
        Rig.on(space, CrashingWorkerMain.pipeline((text, context) -> Outcome.forward(text)))) {
      rig.worker();
      rig.submitNumbers(100);
      until(() -> rig.counted("last") == 100);
      assertThat(rig.redis.keys(rig.keys.windowProgress("*"))).isEmpty();
      assertThat(rig.redis.keys(rig.keys.windowOpen("*"))).isEmpty();
    }
  }
}
