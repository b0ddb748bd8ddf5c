package io.streamweir.metrics;

import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** Counts in a Micrometer timer, one by one: what any registry has. */
record TimerDistribution(Timer timer) implements Distribution {
  @Override
  public void record(long[] nanos, int count) {
    for (int i = 0; i < count; i++) {
      timer.record(nanos[i], TimeUnit.NANOSECONDS);
    }
  }
}
