package io.streamweir.stages.accesslog;

import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.StageContext;
import io.streamweir.schemas.accesslog.AccessEvent;
import io.streamweir.schemas.accesslog.ClassifiedEvent;
import io.streamweir.schemas.accesslog.Finding;
import io.streamweir.schemas.accesslog.LogLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * Runs lines through the three handlers in this process and keeps what they count, find and reject.
 */
final class CountingRun {
  final Map<String, Map<String, Long>> counters = new HashMap<>();
  final List<Finding> findings = new ArrayList<>();
  final List<String> rejected = new ArrayList<>();

  private final ParseLine parse = new ParseLine();
  private final Classify classify = new Classify();
  private final Tally tally = new Tally();

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

  private <O extends SpecificRecord> Outcome<O> settle(Outcome<O> outcome) {
    for (Count count : outcome.counts()) {
      counters
          .computeIfAbsent(count.state(), s -> new HashMap<>())
          .merge(count.field(), count.delta(), Long::sum);
    }
    return outcome;
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
