package io.streamweir.inspect;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.Unparked;
import io.streamweir.internal.feature.jobs.LaterEntries;
import io.streamweir.internal.feature.keyed.KeyedQueries;
import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.StageDefinition;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Entries of a keyed stage that wait for their keys while no worker owns the partition. Also keys
 * that wait for entries which are gone: the inbox, entries of it, or the set of blocked keys was
 * deleted. Looks at inboxes of up to 1,000 entries.
 */
final class KeyedExamination implements StageExamination {
  private static final int SAMPLE = 1_000;
  private static final Duration A_WHILE = Duration.ofMinutes(2);
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final int MOST_NAMED = 5;
  private static final String ADVICE =
      "start a worker for this stage: the owner of the partition lets such keys go on within"
          + " seconds";

  @Override
  public CompletableFuture<Report> ask(StagePlace place) {
    Subject subject = place.subject();
    Keys keys = place.keys();
    StageDefinition<?, ?> stage = place.stage();

    if (!stage.config().keys().any()) {
      return CompletableFuture.completedFuture(Report.NOTHING);
    }
    KeyedQueries queries = new KeyedQueries(subject.link(), keys, stage.name());
    return queries
        .ask()
        .thenCombine(
            queries.unparked(SAMPLE),
            (there, unparked) ->
                findings -> {
                  examine(subject, keys, stage, there, findings);
                  List<String> forsaken =
                      forsaken(subject, keys.inbox(stage.name()), queries, unparked);
                  report(keys.inbox(stage.name()), forsaken, findings);
                });
  }

  private static void examine(
      Subject subject,
      Keys keys,
      StageDefinition<?, ?> stage,
      KeyedQueries.Answer there,
      Findings findings) {
    boolean unowned = there.parked() > 0 && there.owner().isEmpty();
    if (unowned && !subject.paused(stage.name())) {
      findings.wrong(
          Plural.of(there.parked(), "entry", "entries")
              + " of "
              + Plural.of(there.blockedKeys(), "key", "keys")
              + (there.parked() == 1 ? " waits in " : " wait in ")
              + keys.parked(stage.name())
              + " and no worker owns the partition",
          "start a worker for this stage: it owns the partition within its lease");
    }
    if (there.parked() > 0 && there.blockedKeys() == 0) {
      findings.wrong(
          Plural.of(there.parked(), "entry waits", "entries wait")
              + " in "
              + keys.parked(stage.name())
              + " and no key is blocked",
          ADVICE);
    }
    if (there.blockedKeys() > 0 && !unowned && !subject.paused(stage.name())) {
      examineFirst(subject, keys, stage.name(), there.parked(), findings);
    }
  }

  private static void report(String inbox, List<String> forsaken, Findings findings) {
    if (!forsaken.isEmpty()) {
      findings.wrong(
          "%s of %s %s for entries that are gone, such as %s"
              .formatted(
                  Plural.of(forsaken.size(), "key", "keys"),
                  inbox,
                  forsaken.size() == 1 ? "waits" : "wait",
                  String.join(", ", forsaken.subList(0, Math.min(MOST_NAMED, forsaken.size())))),
          ADVICE);
    }
  }

  /** The entry that has kept its key waiting for longest, and why it does. */
  private static void examineFirst(
      Subject subject, Keys keys, String stage, long parked, Findings findings) {
    LaterEntries later = new LaterEntries(subject.link(), keys, stage);
    Optional<LaterEntries.Waiting> failed =
        subject.link().await(later.parked(SAMPLE)).stream()
            .filter(waiting -> waiting.entry().attempt() > 1)
            .min(Comparator.comparingLong(LaterEntries.Waiting::arrivedMillis));
    if (failed.isEmpty()) {
      return;
    }
    Entry first = failed.get().entry();
    long waits = subject.now() - failed.get().arrivedMillis();
    if (waits < A_WHILE.toMillis()) {
      return;
    }
    String what =
        "key %s of stage %s in partition %s has been stuck for %s behind job %s, which failed %s: %s; %s"
            .formatted(
                first.key(),
                stage,
                keys.place(),
                Plural.lasting(waits / 1000.0),
                first.jobId(),
                Plural.of(first.attempt() - 1, "time", "times"),
                first.lastError(),
                Plural.of(parked, "entry is parked there", "entries are parked there"));
    String advice =
        "mend the cause, then `run-now` lets it be tried at once; or give the job up by `cancel "
            + first.jobId()
            + "`: those behind it go on";
    if (waits < LONG.toMillis()) {
      findings.notice(what, advice);
    } else {
      findings.wrong(what, advice);
    }
  }

  /** A key that goes on meanwhile has another epoch, or none, at the second look. */
  private static List<String> forsaken(
      Subject subject, String inbox, KeyedQueries queries, Map<String, Long> before) {
    if (before.isEmpty() || subject.link().await(subject.queries().length(inbox)) > SAMPLE) {
      return List.of();
    }
    Set<Long> present =
        subject.link().await(subject.queries().peek(inbox, SAMPLE)).stream()
            .map(Entry::unparked)
            .filter(Objects::nonNull)
            .map(Unparked::epoch)
            .collect(Collectors.toSet());
    Map<String, Long> after = subject.link().await(queries.unparked(SAMPLE));
    return before.entrySet().stream()
        .filter(each -> each.getValue().equals(after.get(each.getKey())))
        .filter(each -> !present.contains(each.getValue()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}
