package io.streamweir.inspect;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.jobs.LaterEntries.Waiting;
import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.StageDefinition;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Entries that are tried again and again: their attempts fail, or workers die with them. */
final class RetryExamination implements StageExamination {
  private static final int MANY = 3;

  @Override
  public CompletableFuture<Report> ask(StagePlace place) {
    return place
        .pending(0, StagePlace.SAMPLE)
        .thenCombine(
            sample(place),
            (pending, sample) ->
                findings -> {
                  examineAttempts(place.keys(), place.stage(), sample, findings);
                  examineDeliveries(place.inbox(), pending, findings);
                });
  }

  private static CompletableFuture<List<Entry>> sample(StagePlace place) {
    return place
        .delayed()
        .thenCombine(place.parked(), (some, more) -> Stream.of(some, more))
        .thenCombine(
            place.oldest(),
            (waiting, entries) ->
                Stream.concat(entries.stream(), waiting.flatMap(List::stream).map(Waiting::entry))
                    .toList());
  }

  private static void examineDeliveries(
      String inbox, List<InboxQueries.Pending> pending, Findings findings) {
    long delivered =
        pending.stream()
            .mapToLong(InboxQueries.Pending::deliveries)
            .filter(deliveries -> deliveries >= MANY)
            .count();
    if (delivered > 0) {
      findings.notice(
          Plural.of(delivered, "pending entry of ", "pending entries of ")
              + inbox
              + (delivered == 1 ? " was" : " were")
              + " given to workers "
              + MANY
              + " times or more, without an end",
          "their handlers end or hang the worker: look at its log, its memory, and the stage's"
              + " handlerTimeout");
    }
  }

  private static void examineAttempts(
      Keys keys, StageDefinition<?, ?> stage, List<Entry> sample, Findings findings) {
    List<Entry> often =
        sample.stream()
            .filter(entry -> entry.attempt() > MANY)
            .sorted(Comparator.comparingInt(Entry::attempt))
            .toList();
    if (!often.isEmpty()) {
      Entry worst = often.get(often.size() - 1);
      findings.notice(
          "%s of %s at stage %s in partition %s%s%s times or more; one is at attempt %s%s"
              .formatted(
                  often.size(),
                  Plural.of(sample.size(), "entry", "entries"),
                  stage.name(),
                  keys.place(),
                  often.size() == 1 ? " has failed " : " have failed ",
                  MANY,
                  worst.attempt(),
                  worst.lastError() == null ? "" : ": " + worst.lastError()),
          "`delayed --stage " + stage.name() + "` tells the last errors; mend the cause");
    }
  }
}
