package io.streamweir.internal.feature.breaker;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.settle.Held;
import io.streamweir.listener.BreakerView;
import io.streamweir.pipeline.BreakerConfig;
import io.streamweir.pipeline.RejectedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the lanes of one stage in one worker may work. Resilience4j's circuit breaker has the
 * window, the states and the rests. What it calls a permitted call is an entry in hand here, which
 * may be handed back before its handler begins; so who may be tried is decided here. An attempt
 * that began in another state than it ended in changes nothing. Thread-safe.
 */
final class Breaker implements BreakerView {
  /** How an attempt ended. */
  enum Result {
    SUCCEEDED,
    FAILED,
    /** It says nothing of the stage. */
    NEITHER
  }

  private final String pipeline;
  private final String stage;
  private final BreakerConfig config;
  private final LongSupplier nanoTime;
  private final CircuitBreaker circuit;
  private final Map<Held, Long> trials = new HashMap<>(); // and when they were let through
  private Duration rest = Duration.ZERO; // the present one, or the last
  private int term; // counts the states
  private int tried; // trials that have succeeded or failed
  private long openSince; // where it is not closed
  private String why = "";
  private volatile State state = State.CLOSED;

  Breaker(String pipeline, String stage, BreakerConfig config, LongSupplier nanoTime) {
    this.pipeline = pipeline;
    this.stage = stage;
    this.config = config;
    this.nanoTime = nanoTime;
    this.circuit = CircuitBreaker.of(pipeline + "/" + stage, circuit());
  }

  private CircuitBreakerConfig circuit() {
    return CircuitBreakerConfig.custom()
        .slidingWindow(config.window(), config.window(), SlidingWindowType.COUNT_BASED)
        .failureRateThreshold((float) (config.failureRatio() * 100))
        .permittedNumberOfCallsInHalfOpenState(config.trials())
        .waitIntervalFunctionInOpenState(this::nextRest)
        .recordResult(Result.FAILED::equals)
        .clock(new SteadyClock(nanoTime))
        .build();
  }

  private long nextRest(int times) {
    rest = config.rest().after(times);
    return rest.toMillis();
  }

  @Override
  public String pipeline() {
    return pipeline;
  }

  @Override
  public String stage() {
    return stage;
  }

  @Override
  public State state() {
    return state;
  }

  boolean closed() {
    return state == State.CLOSED;
  }

  /** For how long it will rest, or has rested last. */
  synchronized Duration rest() {
    return rest;
  }

  /** For how long it has not been closed; zero where it is. */
  synchronized Duration open() {
    return closed() ? Duration.ZERO : Duration.ofNanos(nanoTime.getAsLong() - openSince);
  }

  /** How the last attempt failed that counted here; empty for none. */
  synchronized String why() {
    return why;
  }

  /** In which term an attempt begins. */
  synchronized int begin() {
    return term;
  }

  /** An attempt has ended that began in this term. */
  synchronized void ended(int begun, Result result, String how) {
    if (begun != term || result == Result.NEITHER || state == State.OPEN) {
      return;
    }
    why = result == Result.FAILED ? how : why;
    tried++;
    circuit.onResult(0, TimeUnit.NANOSECONDS, result);
    enter();
  }

  /** Lets trials begin where the rest is over. */
  synchronized void tick() {
    if (state == State.OPEN) {
      boolean over = circuit.tryAcquirePermission();
      if (over) {
        enter();
      }
    }
  }

  /** What resilience4j has changed to. */
  private void enter() {
    State now = State.valueOf(circuit.getState().name());
    if (now != state) {
      openSince = state == State.CLOSED ? nanoTime.getAsLong() : openSince;
      state = now;
      term++;
      tried = 0;
      trials.clear();
    }
  }

  /** How many more entries may be taken in. */
  synchronized int free() {
    return switch (state) {
      case CLOSED -> Integer.MAX_VALUE;
      case OPEN -> 0;
      case HALF_OPEN -> Math.max(0, config.trials() - tried - underWay());
    };
  }

  /**
   * A trial that takes longer than the stage has rested keeps no other from being tried: its
   * handler may hang.
   */
  private int underWay() {
    long now = nanoTime.getAsLong();
    trials.keySet().removeIf(held -> !held.undecided());
    return (int) trials.values().stream().filter(at -> now - at < rest.toNanos()).count();
  }

  /** Whether a handler may begin with this entry. */
  synchronized boolean admits(Held held) {
    if (free() == 0) {
      return false;
    }
    if (state == State.HALF_OPEN) {
      trials.put(held, nanoTime.getAsLong());
    }
    return true;
  }

  /** What a decision says of the stage. */
  Result result(@Nullable Decided decided) {
    if (decided == null) {
      return Result.NEITHER;
    }
    if (decided.failedAttempt()) {
      return failed(decided) ? Result.FAILED : Result.NEITHER;
    }
    return switch (decided.ending()) {
      case FORWARDED, FINISHED, DROPPED -> Result.SUCCEEDED;
      case RETRIED, DEAD, CANCELLED, ABANDONED -> Result.NEITHER;
    };
  }

  /** Whether it is a failed attempt that says that the stage fails. */
  boolean failed(Decided decided) {
    if (!decided.failedAttempt()) {
      return false;
    }
    Throwable thrown = decided.failure() == null ? null : decided.failure().thrown();
    return thrown == null // the handler has asked for another attempt
        || (!(thrown instanceof UnknownSchemaException)
            && !(thrown instanceof RejectedException)
            && config.recorded().test(thrown));
  }
}
