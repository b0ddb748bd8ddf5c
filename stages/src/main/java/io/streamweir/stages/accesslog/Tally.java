package io.streamweir.stages.accesslog;

import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageContext;
import io.streamweir.schemas.accesslog.AccessEvent;
import io.streamweir.schemas.accesslog.ClassifiedEvent;
import io.streamweir.schemas.accesslog.ErrorClass;
import io.streamweir.schemas.accesslog.Finding;
import io.streamweir.schemas.accesslog.FindingKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stage {@code tally}: changes the report's counters as part of the settlement, so each request
 * is counted once, adds each to the window of its minute, and finishes with a finding where the
 * request looks like an attack or the server failed. Other jobs end silently. Thread-safe.
 */
final class Tally implements Stage<ClassifiedEvent, Finding> {
  private static final Count ACCEPTED = Counters.totals(Counters.ACCEPTED, 1);

  private final KnownCounts known = new KnownCounts();

  /** Threads may see different ones; each is right. */
  private MinuteCount minute = MinuteCount.FIRST;

  @Override
  public Outcome<Finding> handle(ClassifiedEvent input, StageContext context) {
    FindingKind why = kindOf(input);
    List<Count> counts = counts(input, why);
    Outcome<Finding> outcome =
        why == null ? Outcome.drop() : Outcome.finish(finding(input.getEvent(), why));
    boolean failed = input.getError() == ErrorClass.SERVER;
    return outcome.counting(counts).windowing(Traffic.update(input.getEvent(), failed));
  }

  private List<Count> counts(ClassifiedEvent input, @Nullable FindingKind why) {
    AccessEvent event = input.getEvent();
    List<Count> counts = new ArrayList<>(8);
    counts.add(ACCEPTED);
    counts.add(known.status(event.getStatus()));
    counts.add(known.method(event.getMethod()));
    counts.add(minuteOf(event.getTime()));
    counts.add(known.traffic(input.getVisitor(), input.getResource()));
    if (event.getBytes() > 0) {
      counts.add(Counters.totals(Counters.BYTES, event.getBytes()));
    }
    if (!event.getMethod().equals(RequestLine.OTHER)) {
      counts.add(Count.one(Counters.PATHS, RequestLine.path(event.getTarget())));
    }
    if (why != null) {
      counts.add(known.finding(why));
    }
    return counts;
  }

  private Count minuteOf(long time) {
    MinuteCount now = minute.at(time);
    minute = now;
    return now.count();
  }

  private static @Nullable FindingKind kindOf(ClassifiedEvent input) {
    if (input.getSuspicion() != null) {
      return switch (input.getSuspicion()) {
        case TRAVERSAL -> FindingKind.TRAVERSAL;
        case SQL_INJECTION -> FindingKind.SQL_INJECTION;
        case SCRIPT_INJECTION -> FindingKind.SCRIPT_INJECTION;
        case SHELL_INJECTION -> FindingKind.SHELL_INJECTION;
        case PROBE -> FindingKind.PROBE;
        case OTHER -> FindingKind.OTHER;
      };
    }
    return input.getError() == ErrorClass.SERVER ? FindingKind.SERVER_ERROR : null;
  }

  private static Finding finding(AccessEvent event, FindingKind why) {
    Finding finding = new Finding();
    finding.setWhy(why);
    finding.setTime(event.getTime());
    finding.setHost(event.getHost());
    finding.setMethod(event.getMethod());
    finding.setTarget(event.getTarget());
    finding.setStatus(event.getStatus());
    finding.setAgent(event.getAgent());
    return finding;
  }
}
