package io.streamweir.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  private static String thread(boolean virtual) throws Exception {
    ExecutorService threads = Threads.perEntry("lane", virtual);
    try {
      return threads.submit(() -> Thread.currentThread().toString()).get();
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void areVirtualWhereThatIsWantedAndTheJvmHasThem() throws Exception {
    boolean has = Runtime.version().feature() >= 21;
    assertThat(thread(true).startsWith("VirtualThread")).isEqualTo(has);
  }

  @Test
  void areTheJvmsUsualOnesWhereThatIsWanted() throws Exception {
    assertThat(thread(false)).contains("lane-1");
  }

  @Test
  void ofATimerKeepTheJvmAliveBeforeItsFirstTask() {
    ScheduledExecutorService timer = Threads.timer("timer-of-this-test");
    try {
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> thread.getName().startsWith("timer-of-this-test-"))
          .hasSize(2)
          .noneMatch(Thread::isDaemon);
    } finally {
      timer.shutdownNow();
    }
  }
}
