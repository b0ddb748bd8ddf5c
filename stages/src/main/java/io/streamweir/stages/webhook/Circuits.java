package io.streamweir.stages.webhook;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One circuit per target, for this process: a target that is away is left alone, but for a probe
 * from time to time. Thread-safe. Remembers the 10,000 targets that were used last.
 */
final class Circuits {
  private static final Logger LOG = LoggerFactory.getLogger(Circuits.class);
  private static final int MOST_TARGETS = 10_000;
  private static final Duration LONGEST_OPEN = Duration.ofMinutes(5);

  private final CircuitBreakerConfig config;
  private final Map<String, CircuitBreaker> byTarget =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CircuitBreaker> eldest) {
          return size() > MOST_TARGETS;
        }
      };

  /**
   * Circuits that open where at least half of the last 10 attempts, and at least 5, found the
   * target away.
   *
   * @param open for how long at first; doubled with each probe in vain, to at most 5 min
   */
  Circuits(Duration open) {
    Duration longest = LONGEST_OPEN.compareTo(open) < 0 ? open : LONGEST_OPEN;
    this.config =
        CircuitBreakerConfig.custom()
            .slidingWindow(10, 5, SlidingWindowType.COUNT_BASED)
            .failureRateThreshold(50)
            .permittedNumberOfCallsInHalfOpenState(1)
            .waitIntervalFunctionInOpenState(
                IntervalFunction.ofExponentialBackoff(open, 2, longest))
            .recordResult(attempt -> attempt instanceof Attempt known && known.away())
            .build();
  }

  /** The circuit of the target of this origin. */
  CircuitBreaker of(String origin) {
    synchronized (byTarget) {
      return byTarget.computeIfAbsent(origin, this::begin);
    }
  }

  private CircuitBreaker begin(String origin) {
    CircuitBreaker circuit = CircuitBreaker.of(origin, config);
    circuit
        .getEventPublisher()
        .onStateTransition(
            event ->
                LOG.info(
                    "the circuit of {} went {}", origin, event.getStateTransition().toString()));
    return circuit;
  }

  /** Notes what came of an attempt for which the circuit gave its permission. */
  static void note(CircuitBreaker circuit, Attempt attempt, long nanos) {
    circuit.onResult(nanos, TimeUnit.NANOSECONDS, attempt);
  }
}
