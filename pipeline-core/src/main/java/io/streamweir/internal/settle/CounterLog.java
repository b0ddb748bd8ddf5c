package io.streamweir.internal.settle;

import io.streamweir.internal.settle.SettleScript.RefusedCount;
import io.streamweir.internal.upkeep.LogThrottle;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of changes that a counter did not take: the first of each counter, then one a minute. */
final class CounterLog {
  private static final Logger LOG = LoggerFactory.getLogger(CounterLog.class);

  private final LogThrottle throttle =
      new LogThrottle(1, TimeUnit.MINUTES.toNanos(1), System::nanoTime);

  void tell(List<RefusedCount> refused) {
    for (RefusedCount count : refused) {
      long more = throttle.pass(count.counter());
      if (more >= 0) {
        LOG.warn(
            "{} did not change by {}: {}{}",
            count.counter(),
            count.change(),
            count.error(),
            more == 0 ? "" : " (" + more + " more changes since the last such line)");
      }
    }
  }
}
