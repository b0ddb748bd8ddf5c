package io.streamweir.inspect;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.jobs.LaterEntries;
import io.streamweir.internal.housekeeping.LanePresence;
import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.StageDefinition;

/** Entries that no worker asks for, and delayed ones that are due and no worker moves. */
final class WaitingExamination implements StageExamination {
  private static final String TO_DO = "start a worker for this stage";
  private static final long A_MOMENT_MILLIS = 5_000; // workers look at least every 100 ms

  @Override
  public void examine(Subject subject, Keys keys, StageDefinition<?, ?> stage, Findings findings) {
    InboxQueries queries = subject.queries();
    String inbox = keys.inbox(stage.name());
    long lag = queries.group(inbox).map(InboxQueries.Group::lag).orElse(0L);
    long overdue = overdue(subject, keys, stage);
    boolean anybody =
        queries.consumers(inbox).stream()
            .anyMatch(consumer -> consumer.idleMillis() < subject.lease().toMillis());
    if (lag + overdue == 0 || anybody || subject.paused(stage.name())) {
      return;
    }
    if (!lives(subject, keys, stage)) {
      if (lag > 0) {
        findings.wrong(
            "%s in %s, the oldest for %s, and no worker asks for them"
                .formatted(
                    Plural.of(lag, "entry waits", "entries wait"), inbox, oldest(queries, inbox)),
            TO_DO);
      }
      if (overdue > 0) {
        findings.wrong(
            "delayed entries of %s are due for %s and no worker moves them"
                .formatted(inbox, Plural.lasting((double) overdue)),
            TO_DO);
      }
    }
  }

  private static String oldest(InboxQueries queries, String inbox) {
    long now = queries.now();
    return Plural.lasting(
        queries
            .firstAfter(inbox, queries.lastDelivered(inbox))
            .map(id -> (now - InboxQueries.millis(id)) / 1000.0)
            .orElse(0.0));
  }

  /** For how many seconds the first is due; 0 where none is due for longer than a moment. */
  private static long overdue(Subject subject, Keys keys, StageDefinition<?, ?> stage) {
    long late =
        new LaterEntries(subject.link(), keys, stage.name())
            .delayed(1).stream()
                .mapToLong(first -> subject.queries().now() - first.dueMillis())
                .max()
                .orElse(0);
    return late < A_MOMENT_MILLIS ? 0 : late / 1000;
  }

  private static boolean lives(Subject subject, Keys keys, StageDefinition<?, ?> stage) {
    long now = subject.queries().now();
    return !subject
        .link()
        .await(LanePresence.alive(subject.link(), keys, stage.name(), now))
        .isEmpty();
  }
}
