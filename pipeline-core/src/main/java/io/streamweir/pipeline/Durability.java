package io.streamweir.pipeline;

import java.time.Duration;
import java.util.Comparator;

/**
 * What must have happened to a job before its submit counts as done. Immutable.
 *
 * @param replicas how many replicas of the master must have it, beside the master itself; default
 *     0, none
 * @param timeout how long they may take, 1 ms to 1 h; zero for 0 replicas
 */
public record Durability(int replicas, Duration timeout) {
  /** The master has it: what a crash or a failover may lose is Redis' configuration. */
  public static final Durability MEMORY = new Durability(0, Duration.ZERO);

  private static final Duration MOST = Duration.ofHours(1);
  private static final Comparator<Durability> STRENGTH =
      Comparator.comparingInt(Durability::replicas).thenComparing(Durability::timeout);

  /** Checks the ranges. */
  public Durability {
    Argument.check(replicas >= 0, "replicas must not be negative: " + replicas);
    if (replicas > 0 && (timeout.compareTo(MOST) > 0 || timeout.toMillis() < 1)) {
      throw new IllegalArgumentException(
          "the timeout for replicas must be 1 ms to 1 h: " + timeout);
    }
  }

  /**
   * So many replicas have it too, as WAIT says. A client's submit that they do not confirm in time
   * fails. A job of an outcome waits in the outbox until they do.
   *
   * @param timeout from the moment the master has it; 1 ms to 1 h
   */
  public static Durability replicated(int replicas, Duration timeout) {
    Argument.check(replicas >= 1, "replicas must be at least 1: " + replicas);
    return new Durability(replicas, timeout);
  }

  /** Whether the master's memory is enough. */
  public boolean memory() {
    return replicas == 0;
  }

  /** The one of the two that wants more replicas; of the same number, the more patient one. */
  Durability orStronger(Durability other) {
    return STRENGTH.compare(this, other) >= 0 ? this : other;
  }
}
