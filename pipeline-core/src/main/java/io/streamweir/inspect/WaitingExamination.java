package io.streamweir.inspect;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.InboxQueries.Group;
import io.streamweir.internal.feature.jobs.LaterEntries;
import io.streamweir.pipeline.Plural;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Entries that no worker asks for, and delayed ones that are due and no worker moves. */
final class WaitingExamination implements StageExamination {
  private static final String TO_DO = "start a worker for this stage";
  private static final long A_MOMENT_MILLIS = 5_000; // workers look at least every 100 ms

  /**
   * What waits at one place.
   *
   * @param lag how many entries that no worker was given
   * @param lastDelivered the id in front of them
   * @param overdueSeconds for how long the first delayed one is due; 0 for no longer than a moment
   */
  private record Waiting(long lag, String lastDelivered, long overdueSeconds) {}

  @Override
  public CompletableFuture<Report> ask(StagePlace place) {
    long now = place.subject().now();
    return place
        .workers()
        .thenCombine(place.firstDelayed(), (group, delayed) -> waiting(group, delayed, now))
        .thenCompose(
            what ->
                what.lag + what.overdueSeconds == 0
                    ? CompletableFuture.completedFuture(Report.NOTHING)
                    : ask(place, what));
  }

  private static Waiting waiting(
      Optional<Group> group, Optional<LaterEntries.Waiting> delayed, long now) {
    long late = delayed.map(first -> now - first.dueMillis()).orElse(0L);
    return new Waiting(
        group.map(Group::lag).orElse(0L),
        group.map(Group::lastDelivered).orElse("0-0"),
        late < A_MOMENT_MILLIS ? 0 : late / 1000);
  }

  private static CompletableFuture<Report> ask(StagePlace place, Waiting what) {
    InboxQueries queries = place.subject().queries();
    return queries
        .consumers(place.inbox())
        .thenCombine(
            queries.firstAfter(place.inbox(), what.lastDelivered),
            (consumers, oldest) ->
                asked(place.subject(), consumers)
                    ? Report.NOTHING
                    : findings -> examine(place, what, oldest, findings));
  }

  private static boolean asked(Subject subject, List<InboxQueries.Consumer> consumers) {
    return consumers.stream()
        .anyMatch(consumer -> consumer.idleMillis() < subject.lease().toMillis());
  }

  private static void examine(
      StagePlace place, Waiting what, Optional<String> oldest, Findings findings) {
    Subject subject = place.subject();
    String stage = place.stage().name();
    if (subject.paused(stage) || !subject.live().at(place.keys(), stage).isEmpty()) {
      return;
    }
    if (what.lag > 0) {
      long since = oldest.map(InboxQueries::millis).orElse(subject.now());
      findings.wrong(
          "%s in %s, the oldest for %s, and no worker asks for them"
              .formatted(
                  Plural.of(what.lag, "entry waits", "entries wait"),
                  place.inbox(),
                  Plural.lasting((subject.now() - since) / 1000.0)),
          TO_DO);
    }
    if (what.overdueSeconds > 0) {
      findings.wrong(
          "delayed entries of %s are due for %s and no worker moves them"
              .formatted(place.inbox(), Plural.lasting((double) what.overdueSeconds)),
          TO_DO);
    }
  }
}
