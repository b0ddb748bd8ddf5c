package io.streamweir.inspect;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.jobs.LaterEntries;
import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.StageDefinition;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Entries that no worker asks for, and delayed ones that are due and no worker moves. */
final class WaitingExamination implements StageExamination {
  private static final String TO_DO = "start a worker for this stage";
  private static final long A_MOMENT_MILLIS = 5_000; // workers look at least every 100 ms

  /** What waits at one place: how much, since when in ms since 1970, and for how long it is due. */
  private record Waiting(long lag, long oldestMillis, long overdueSeconds) {
    Waiting withOverdue(long seconds) {
      return new Waiting(lag, oldestMillis, seconds);
    }
  }

  @Override
  public CompletableFuture<Report> ask(Subject subject, Keys keys, StageDefinition<?, ?> stage) {
    InboxQueries queries = subject.queries();
    String inbox = keys.inbox(stage.name());
    long now = subject.now();
    CompletableFuture<Long> overdue = overdue(subject, keys, stage, now);
    CompletableFuture<Waiting> waiting =
        queries
            .group(inbox)
            .thenCompose(group -> waiting(queries, inbox, group, now))
            .thenCombine(overdue, Waiting::withOverdue);
    return queries
        .consumers(inbox)
        .thenCombine(
            waiting,
            (consumers, what) ->
                what.lag + what.overdueSeconds == 0 || asked(subject, consumers)
                    ? Report.NOTHING
                    : findings -> examine(subject, keys, stage, what, findings));
  }

  private static CompletableFuture<Waiting> waiting(
      InboxQueries queries, String inbox, Optional<InboxQueries.Group> group, long now) {
    long lag = group.map(InboxQueries.Group::lag).orElse(0L);
    return lag == 0
        ? CompletableFuture.completedFuture(new Waiting(0, now, 0))
        : queries
            .firstAfter(inbox, group.map(InboxQueries.Group::lastDelivered).orElse("0-0"))
            .thenApply(id -> new Waiting(lag, id.map(InboxQueries::millis).orElse(now), 0));
  }

  private static boolean asked(Subject subject, List<InboxQueries.Consumer> consumers) {
    return consumers.stream()
        .anyMatch(consumer -> consumer.idleMillis() < subject.lease().toMillis());
  }

  private static void examine(
      Subject subject, Keys keys, StageDefinition<?, ?> stage, Waiting what, Findings findings) {
    if (subject.paused(stage.name()) || !subject.live().at(keys, stage.name()).isEmpty()) {
      return;
    }
    String inbox = keys.inbox(stage.name());
    if (what.lag > 0) {
      findings.wrong(
          "%s in %s, the oldest for %s, and no worker asks for them"
              .formatted(
                  Plural.of(what.lag, "entry waits", "entries wait"),
                  inbox,
                  Plural.lasting((subject.now() - what.oldestMillis) / 1000.0)),
          TO_DO);
    }
    if (what.overdueSeconds > 0) {
      findings.wrong(
          "delayed entries of %s are due for %s and no worker moves them"
              .formatted(inbox, Plural.lasting((double) what.overdueSeconds)),
          TO_DO);
    }
  }

  /** For how many seconds the first is due; 0 where none is due for longer than a moment. */
  private static CompletableFuture<Long> overdue(
      Subject subject, Keys keys, StageDefinition<?, ?> stage, long now) {
    return new LaterEntries(subject.link(), keys, stage.name())
        .delayed(1)
        .thenApply(
            first ->
                first.stream()
                    .mapToLong(one -> now - one.dueMillis())
                    .filter(late -> late >= A_MOMENT_MILLIS)
                    .map(late -> late / 1000)
                    .max()
                    .orElse(0));
  }
}
