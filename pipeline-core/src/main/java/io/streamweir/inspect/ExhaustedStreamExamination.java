package io.streamweir.inspect;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Answers;
import io.streamweir.pipeline.StageDefinition;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Streams that have given out their last ids, so that nothing can be appended. */
final class ExhaustedStreamExamination implements StageExamination {
  /**
   * What an id begins with behind which only few are left, as {@code checks.lua} draws the line.
   */
  private static final String LAST = "18446744073709551615-184467440737";

  @Override
  public CompletableFuture<Report> ask(Subject subject, Keys keys, StageDefinition<?, ?> stage) {
    List<String> streams = List.of(keys.inbox(stage.name()), keys.dead(stage.name()));
    return Answers.all(streams.stream().map(subject.queries()::lastId).toList())
        .thenApply(
            last ->
                findings -> {
                  for (int i = 0; i < last.size(); i++) {
                    if (last.get(i).startsWith(LAST)) {
                      report(streams.get(i), last.get(i), findings);
                    }
                  }
                });
  }

  private static void report(String stream, String last, Findings findings) {
    findings.wrong(
        "stream %s has had the id %s and takes no more entries: what is to go there waits"
            .formatted(stream, last),
        "find out who appends with ids of their own; rename the key away (RENAME) and workers"
            + " go on by themselves");
  }
}
