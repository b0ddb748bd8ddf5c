package io.streamweir.inspect;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.StageDefinition;
import java.util.List;

/** Streams that have given out their last ids, so that nothing can be appended. */
final class ExhaustedStreamExamination implements StageExamination {
  /**
   * What an id begins with behind which only few are left, as {@code checks.lua} draws the line.
   */
  private static final String LAST = "18446744073709551615-184467440737";

  @Override
  public void examine(Subject subject, Keys keys, StageDefinition<?, ?> stage, Findings findings) {
    InboxQueries queries = subject.queries();
    for (String stream : List.of(keys.inbox(stage.name()), keys.dead(stage.name()))) {
      String last = queries.lastId(stream);
      if (last.startsWith(LAST)) {
        findings.wrong(
            "stream %s has had the id %s and takes no more entries: what is to go there waits"
                .formatted(stream, last),
            "find out who appends with ids of their own; rename the key away (RENAME) and workers"
                + " go on by themselves");
      }
    }
  }
}
