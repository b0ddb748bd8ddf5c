package io.streamweir.testkit;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LivedTimeIT {
  @Test
  void leavesOutTheTimeOfAStall() {
    try (ChildJvm jvm = ChildJvm.start(LivedTimeMain.class, "600")) {
      jvm.awaitOutput("begun.", PATIENCE);
      jvm.pause();
      await().atMost(PATIENCE).pollDelay(Duration.ofSeconds(1)).until(jvm::isAlive);
      jvm.resume();
      jvm.awaitOutput("taken.", PATIENCE);
    }
  }
}
