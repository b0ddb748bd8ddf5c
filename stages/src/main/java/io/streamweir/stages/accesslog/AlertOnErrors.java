package io.streamweir.stages.accesslog;

import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.schemas.accesslog.ErrorAlert;

/**
 * The stage {@code alert}: finishes with an alert where the server failed at too many requests of a
 * minute. Other minutes end silently. Thread-safe.
 */
final class AlertOnErrors implements Stage<WindowSummary, ErrorAlert> {
  /** Of fewer requests a share says little. */
  private static final long LEAST_REQUESTS = 20;

  private static final long LEAST_PERCENT = 5;

  @Override
  public Outcome<ErrorAlert> handle(WindowSummary minute, StageContext context) {
    long requests = Traffic.requests(minute);
    long errors = Traffic.errors(minute);
    if (requests < LEAST_REQUESTS || errors * 100 < requests * LEAST_PERCENT) {
      return Outcome.drop();
    }
    ErrorAlert alert =
        new ErrorAlert(
            minute.getStart(), requests, errors, Traffic.bytes(minute), Traffic.hosts(minute));
    String name = MinuteCount.format(Math.floorDiv(minute.getStart(), 60_000L));
    return Outcome.<ErrorAlert>finish(alert).counting(new Count(Counters.ALERTS, name, errors));
  }
}
