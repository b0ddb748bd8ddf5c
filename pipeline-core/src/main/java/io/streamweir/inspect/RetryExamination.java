package io.streamweir.inspect;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.jobs.LaterEntries;
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
  private static final int SAMPLE = 100;

  @Override
  public CompletableFuture<Report> ask(Subject subject, Keys keys, StageDefinition<?, ?> stage) {
    InboxQueries queries = subject.queries();
    String inbox = keys.inbox(stage.name());
    return queries
        .pending(inbox, 0, SAMPLE)
        .thenCombine(
            sample(subject, keys, stage),
            (pending, sample) ->
                findings -> {
                  examineAttempts(keys, stage, sample, findings);
                  examineDeliveries(inbox, pending, findings);
                });
  }

  private static CompletableFuture<List<Entry>> sample(
      Subject subject, Keys keys, StageDefinition<?, ?> stage) {
    LaterEntries later = new LaterEntries(subject.link(), keys, stage.name());
    CompletableFuture<List<Waiting>> delayed = later.delayed(SAMPLE);
    CompletableFuture<List<Waiting>> parked =
        stage.config().keys().any()
            ? later.parked(SAMPLE)
            : CompletableFuture.completedFuture(List.of());
    return subject
        .queries()
        .peek(keys.inbox(stage.name()), SAMPLE)
        .thenCombine(
            delayed.thenCombine(parked, (some, more) -> Stream.of(some, more)),
            (entries, waiting) ->
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
