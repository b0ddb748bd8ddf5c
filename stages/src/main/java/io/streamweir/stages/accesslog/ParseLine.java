package io.streamweir.stages.accesslog;

import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageContext;
import io.streamweir.schemas.accesslog.AccessEvent;
import io.streamweir.schemas.accesslog.LogLine;
import java.util.List;
import java.util.Set;

/**
 * The stage {@code parse}: forwards a line as an event, or rejects it with what was expected and
 * where.
 *
 * <p>It counts rejected lines, each once: a line that was replayed from the dead letters was
 * counted when it was rejected first, so it adds nothing when rejected again and takes its count
 * back when accepted now. Accepted and rejected lines always add up to the lines. Thread-safe.
 */
final class ParseLine implements Stage<LogLine, AccessEvent> {
  private static final List<Count> REJECTED = List.of(Counters.totals(Counters.REJECTED, 1));
  private static final List<Count> NO_LONGER_REJECTED =
      List.of(Counters.totals(Counters.REJECTED, -1));

  private final Set<LogFormat> formats;

  /**
   * A handler.
   *
   * @param formats those to read beside common and combined
   */
  ParseLine(Set<LogFormat> formats) {
    this.formats = Set.copyOf(formats);
  }

  @Override
  public Outcome<AccessEvent> handle(LogLine input, StageContext context) {
    ParsedLine parsed = LogLineParser.parse(input.getLine(), formats);
    boolean countedBefore = context.replays() > 0;
    if (parsed instanceof ParsedLine.Accepted accepted) {
      Outcome<AccessEvent> forward = Outcome.forward(accepted.event());
      return countedBefore ? forward.counting(NO_LONGER_REJECTED) : forward;
    }
    Outcome<AccessEvent> reject = Outcome.reject(((ParsedLine.Refused) parsed).reason());
    return countedBefore ? reject : reject.counting(REJECTED);
  }
}
