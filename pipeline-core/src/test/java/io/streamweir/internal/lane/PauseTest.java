package io.streamweir.internal.lane;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PauseTest {
  private static long millis(Runnable run) {
    long begun = System.nanoTime();
    run.run();
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
  }

  @Test
  void waitsLongerAndLongerUntilItIsReset() {
    Pause pause = new Pause(Duration.ofMillis(10), Duration.ofMillis(200));
    assertThat(millis(pause::take)).isGreaterThanOrEqualTo(6);
    pause.take();
    pause.take();
    assertThat(millis(pause::take)).as("fourth").isGreaterThanOrEqualTo(55);
    assertThat(afterAReset(pause)).isLessThan(55);
  }

  /** The shortest of some: a busy machine makes one of them longer. */
  private static long afterAReset(Pause pause) {
    return IntStream.range(0, 10)
        .mapToLong(
            time -> {
              pause.take();
              pause.reset();
              return millis(pause::take);
            })
        .min()
        .orElseThrow();
  }

  @Test
  void endsAtOnceAndForGood() throws Exception {
    Pause pause = new Pause(Duration.ofMinutes(1), Duration.ofMinutes(1));
    Thread waiter = new Thread(pause::take);
    waiter.start();
    await().atMost(PATIENCE).until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
    pause.end();
    waiter.join(30_000);
    assertThat(waiter.isAlive()).isFalse();
    assertThat(millis(pause::take)).isLessThan(30_000);
  }

  @Test
  void endsWhereItsThreadIsInterrupted() {
    Pause pause = new Pause(Duration.ofMinutes(1), Duration.ofMinutes(1));
    Thread.currentThread().interrupt();
    assertThat(millis(pause::take)).isLessThan(30_000);
    assertThat(Thread.interrupted()).as("taken").isFalse();
  }
}
