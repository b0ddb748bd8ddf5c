package io.streamweir.inspect;

import java.util.concurrent.CompletableFuture;

/** Streams that have given out their last ids, so that nothing can be appended. */
final class ExhaustedStreamExamination implements StageExamination {
  /**
   * What an id begins with behind which only few are left, as {@code checks.lua} draws the line.
   */
  private static final String LAST = "18446744073709551615-184467440737";

  @Override
  public CompletableFuture<Report> ask(StagePlace place) {
    String dead = place.keys().dead(place.stage().name());
    return place
        .inboxFacts()
        .thenCombine(
            place.deadFacts(),
            (inbox, letters) ->
                findings -> {
                  report(place.inbox(), inbox.lastId(), findings);
                  report(dead, letters.lastId(), findings);
                });
  }

  private static void report(String stream, String last, Findings findings) {
    if (last.startsWith(LAST)) {
      findings.wrong(
          "stream %s has had the id %s and takes no more entries: what is to go there waits"
              .formatted(stream, last),
          "find out who appends with ids of their own; rename the key away (RENAME) and workers"
              + " go on by themselves");
    }
  }
}
