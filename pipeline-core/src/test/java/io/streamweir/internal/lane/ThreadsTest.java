package io.streamweir.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  @Test
  void forgetsATimeoutThatIsCancelled() {
    ScheduledThreadPoolExecutor timer = (ScheduledThreadPoolExecutor) Threads.timer("test");
    Future<?> timeout = timer.schedule(() -> {}, 1, TimeUnit.HOURS);
    timeout.cancel(false);
    assertThat(timer.getQueue()).isEmpty();
    timer.shutdownNow();
  }
}
