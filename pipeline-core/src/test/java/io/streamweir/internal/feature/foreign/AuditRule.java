package io.streamweir.internal.feature.foreign;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.lane.DecisionRule;
import java.util.Map;

/** Each decision is also told to a stream that others read. */
record AuditRule(String stream) implements DecisionRule {
  @Override
  public Decided apply(Entry entry, Decided decided) {
    Map<String, String> fields = Map.of("job", entry.jobId());
    return decided.and(new AppendForeign(stream, fields));
  }
}
