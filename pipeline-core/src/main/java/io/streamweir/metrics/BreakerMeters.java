package io.streamweir.metrics;

import io.micrometer.core.instrument.Meter;
import io.streamweir.listener.BreakerView;
import io.streamweir.listener.BreakerView.State;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The breakers of one stage in this process, where there is usually one of them. Their gauge leaves
 * the registry with the last of them. Thread-safe.
 */
final class BreakerMeters {
  private final Meters meters;
  private final List<BreakerView> breakers = new CopyOnWriteArrayList<>();
  private @Nullable Meter gauge;

  BreakerMeters(Meters meters) {
    this.meters = meters;
  }

  synchronized void add(BreakerView breaker) {
    breakers.add(breaker);
    for (State state : State.values()) {
      changed(state, 0); // one that has never opened shows zeros
    }
    if (gauge == null) {
      String help = "1 while the worker's breaker of the stage is open, so that its lanes rest";
      gauge = meters.gauge(MetricNames.BREAKER_OPEN, null, help, this, BreakerMeters::open);
    }
  }

  synchronized void remove(BreakerView breaker) {
    breakers.remove(breaker);
    if (breakers.isEmpty() && gauge != null) {
      meters.registry().remove(gauge);
      gauge = null;
    }
  }

  void changed(State state) {
    changed(state, 1);
  }

  private void changed(State state, int times) {
    meters
        .and(MetricNames.STATE, state.name().toLowerCase(Locale.ROOT))
        .counter(MetricNames.BREAKER_TRANSITIONS, "Changes of the worker's breaker to the state")
        .increment(times);
  }

  private double open() {
    return breakers.stream().anyMatch(breaker -> breaker.state() == State.OPEN) ? 1 : 0;
  }
}
