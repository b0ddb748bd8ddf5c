package io.streamweir.metrics;

import io.micrometer.core.instrument.Counter;
import io.streamweir.listener.EntryFailure;
import io.streamweir.listener.SettledBatch;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The failures of one stage by what was thrown, and its dead letters by their reason. The first 20
 * classes of exceptions have series of their own, which are many enough to see what is wrong, and
 * all others one together. Thread-safe.
 */
final class FailureMeters {
  static final int MOST_EXCEPTIONS = 20;
  static final String OTHER = "other";

  /**
   * What the engine calls them; the counters exist from the start, so that the first one counts.
   */
  private static final List<String> REASONS =
      List.of("attempts", "rejected", "deliveries", "malformed", "undecodable", "unsettleable");

  private final Meters meters;
  private final Map<String, Counter> exceptions = new ConcurrentHashMap<>();
  private final Map<String, Counter> reasons = new ConcurrentHashMap<>();

  FailureMeters(Meters meters) {
    this.meters = meters;
    exception(EntryFailure.NOT_THROWN);
    REASONS.forEach(this::reason);
  }

  void settled(SettledBatch batch) {
    for (int i = 0; i < batch.size(); i++) {
      EntryFailure failure = batch.failure(i);
      if (failure != null && !batch.fenced(i)) {
        exception(failure.cause()).increment();
        if (!failure.deadBecause().isEmpty()) {
          reason(failure.deadBecause()).increment();
        }
      }
    }
  }

  private Counter exception(String cause) {
    Counter known = exceptions.get(cause);
    return known != null ? known : newException(cause);
  }

  private synchronized Counter newException(String cause) {
    boolean room = exceptions.containsKey(cause) || exceptions.size() < MOST_EXCEPTIONS;
    return exceptions.computeIfAbsent(
        room ? cause : OTHER,
        name ->
            meters
                .and(MetricNames.EXCEPTION, name)
                .counter(MetricNames.ATTEMPTS_FAILED, "Attempts that failed"));
  }

  private Counter reason(String reason) {
    return reasons.computeIfAbsent(
        reason,
        name ->
            meters
                .and(MetricNames.REASON, name)
                .counter(MetricNames.DEAD_LETTERS, "Entries that became dead letters"));
  }
}
