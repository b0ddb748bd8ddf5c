package io.streamweir.stages.accesslog;

import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.pipeline.WindowUpdate;
import io.streamweir.schemas.accesslog.AccessEvent;
import io.streamweir.schemas.accesslog.ClassifiedEvent;
import io.streamweir.schemas.accesslog.ErrorAlert;
import io.streamweir.schemas.accesslog.Finding;
import io.streamweir.schemas.accesslog.LogLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs lines through the handlers in this process and keeps what they count, find and reject. */
final class CountingRun {
  final Map<String, Map<String, Long>> counters = new HashMap<>();
  final List<Finding> findings = new ArrayList<>();
  final List<String> rejected = new ArrayList<>();

  private final ParseLine parse = new ParseLine(Set.of());
  private final Classify classify = new Classify();
  private final Tally tally = new Tally();
  private final AlertOnErrors alert = new AlertOnErrors();
  private final SortedMap<Long, WindowSummary> minutes = new TreeMap<>();
  private final Map<Long, Set<String>> hosts = new HashMap<>();

  void line(String line) {
    line(line, 0);
  }

  void line(String line, int replays) {
    Outcome<AccessEvent> parsed = settle(parse.handle(new LogLine(line), context(replays)));
    if (parsed instanceof Outcome.Forward<AccessEvent> forward) {
      event((AccessEvent) forward.outputs().get(0).payload());
    } else {
      rejected.add(((Outcome.Reject<AccessEvent>) parsed).reason());
    }
  }

  AccessLogReport report() {
    alerts();
    return AccessLogReport.of(group -> counters.getOrDefault(group, Map.of()));
  }

  long count(String group, String field) {
    return counters.getOrDefault(group, Map.of()).getOrDefault(field, 0L);
  }

  private void event(AccessEvent event) {
    var forward = (Outcome.Forward<ClassifiedEvent>) settle(classify.handle(event, context(0)));
    ClassifiedEvent classified = (ClassifiedEvent) forward.outputs().get(0).payload();
    if (settle(tally.handle(classified, context(0))) instanceof Outcome.Finish<Finding> finish) {
      findings.add((Finding) finish.result());
    }
  }

  /** What the stage says of the minutes up to now, as if all had ended. */
  List<ErrorAlert> alerts() {
    List<ErrorAlert> alerts = new ArrayList<>();
    counters.remove(Counters.ALERTS);
    for (WindowSummary minute : minutes.values()) {
      if (settle(alert.handle(minute, context(0))) instanceof Outcome.Finish<?> finish) {
        alerts.add((ErrorAlert) finish.result());
      }
    }
    return alerts;
  }

  private void add(WindowUpdate update) {
    long start = Traffic.WINDOW.startOf(update.eventTimeMillis());
    WindowSummary minute =
        minutes.computeIfAbsent(
            start,
            s ->
                new WindowSummary(
                    Traffic.WINDOW.name(),
                    "",
                    s,
                    s + 60_000,
                    0L,
                    new HashMap<>(),
                    new HashMap<>(),
                    new HashMap<>(),
                    new HashMap<>(),
                    new HashMap<>()));
    for (WindowUpdate.Measure measure : update.measures()) {
      switch (measure.kind()) {
        case COUNT -> minute.getCounts().merge(measure.name(), 1L, Long::sum);
        case SUM -> minute.getSums().merge(measure.name(), measure.value(), Long::sum);
        default -> {
          Set<String> seen = hosts.computeIfAbsent(start, s -> new HashSet<>());
          seen.add(measure.text());
          minute.getDistinct().put(measure.name(), (long) seen.size());
        }
      }
    }
  }

  private <O> Outcome<O> settle(Outcome<O> outcome) {
    outcome.windows().forEach(this::add);
    for (Count count : outcome.counts()) {
      counters
          .computeIfAbsent(count.state(), s -> new HashMap<>())
          .merge(count.field(), count.delta(), Long::sum);
    }
    return outcome.withoutAdditions();
  }

  private static StageContext context(int replays) {
    StageContext first = StageContext.of(AccessLogPipeline.NAME, "parse", "job-1");
    return new StageContext(
        first.pipeline(),
        first.stage(),
        first.partition(),
        first.jobId(),
        first.path(),
        first.entryId(),
        first.attempt(),
        replays,
        first.submittedAtMillis(),
        first.headers());
  }
}
