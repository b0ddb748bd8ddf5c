package io.streamweir.internal.feature.window;

import static io.streamweir.testkit.Patience.PATIENCE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.WindowSummary;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Rig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Workers that die leave what they held to others, who settle it when events of much later windows
 * have been settled long since. No event may be late for that, however small the allowed lateness.
 */
@WithRedis
class WindowCrashIT {
  private static final int EVENTS = 40_000;
  private static final int WINDOWS = 400;

  private static ChildJvm child(RedisSpace space, String consumer) {
    ChildJvm jvm =
        ChildJvm.start(WindowedWorkerMain.class, space.uri(), space.namespace(), consumer);
    jvm.awaitOutput("ready.", PATIENCE);
    return jvm;
  }

  @Test
  void sumsUpEveryEventOnceAlthoughWorkersAreKilledWhileWindowsFillAndClose(RedisSpace space)
      throws Exception {
    WindowedEvents events = new WindowedEvents();
    List<ChildJvm> workers = new ArrayList<>();
    try (Rig rig = Rig.on(space, WindowedWorkerMain.pipeline(WindowedWorkerMain.window()))) {
      List<WindowSummary> summaries = events.summaries(rig);
      List<String> texts = events.make(EVENTS, WINDOWS);
      workers.add(child(space, "first"));
      workers.add(child(space, "second"));
      for (int round = 0; round < 4; round++) {
        int from = round * EVENTS / 4;
        long before = rig.count("work", "handled");
        rig.submitAll(texts.subList(from, from + EVENTS / 4));
        until(() -> rig.count("work", "handled") > before + 500);
        workers.get(round).kill();
        workers.add(child(space, "next-" + round));
      }
      until(() -> rig.count("work", "handled") == EVENTS);
      rig.submit(events.at(WINDOWS + 10, "end"));

      events.expect(rig, summaries);
      assertThat(rig.redis.hget(rig.keys.windowProgress("traffic"), "late")).isNull();
    } finally {
      workers.forEach(ChildJvm::close);
    }
  }
}
