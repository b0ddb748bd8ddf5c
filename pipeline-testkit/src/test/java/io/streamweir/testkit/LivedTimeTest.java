package io.streamweir.testkit;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LivedTimeTest {
  @Test
  void goesOnAndNeverFasterThanTheClock() {
    try (LivedTime time = LivedTime.start()) {
      long begun = System.nanoTime();
      Duration before = time.elapsed();
      await().atMost(PATIENCE).until(() -> time.elapsed().compareTo(Duration.ofMillis(200)) > 0);
      Duration lived = time.elapsed().minus(before);
      assertThat(lived).isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - begun));
      assertThat(time.taken()).isGreaterThanOrEqualTo(Duration.ZERO);
    }
  }
}
