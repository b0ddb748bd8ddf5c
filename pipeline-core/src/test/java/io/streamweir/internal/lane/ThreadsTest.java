package io.streamweir.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
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
}
