package io.streamweir.inspect;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.InboxQueries.Group;
import io.streamweir.internal.entry.InboxQueries.Pending;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.StreamFacts;
import io.streamweir.internal.feature.jobs.LaterEntries;
import io.streamweir.internal.feature.jobs.LaterEntries.Waiting;
import io.streamweir.pipeline.StageDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A stage in one partition, at one priority, and what several examinations ask of it. Each question
 * is sent once, and only about keys that are there. Of large entries fewer are asked for.
 */
final class StagePlace {
  /** How many entries of each kind are looked at, where they are not large. */
  static final int SAMPLE = 100;

  private static final long MOST_BYTES = 2 << 20; // of a sample

  private final Subject subject;
  private final Keys keys;
  private final StageDefinition<?, ?> stage;
  private final CompletableFuture<StreamFacts> inbox;
  private final CompletableFuture<StreamFacts> dead;
  private final CompletableFuture<Map<String, Group>> groups;
  private final CompletableFuture<List<Waiting>> firstDelayed;
  private final CompletableFuture<List<Entry>> oldest;

  /** Begins to ask. The types of its keys are known. */
  StagePlace(Subject subject, Keys keys, StageDefinition<?, ?> stage) {
    this.subject = subject;
    this.keys = keys;
    this.stage = stage;
    InboxQueries queries = subject.queries();
    this.inbox = ask(keys.inbox(stage.name()), queries::stream, StreamFacts.NONE);
    this.groups = ask(keys.inbox(stage.name()), queries::groups, Map.of());
    this.dead = ask(keys.dead(stage.name()), queries::stream, StreamFacts.NONE);
    this.firstDelayed = ask(keys.later(stage.name()), key -> later().delayed(1), List.of());
    this.oldest = inbox.thenCompose(facts -> oldest(queries, facts));
  }

  private CompletableFuture<List<Entry>> oldest(InboxQueries queries, StreamFacts facts) {
    return facts.length() == 0
        ? CompletableFuture.completedFuture(List.of())
        : queries.peek(inbox(), sample(facts.entryBytes(), SAMPLE));
  }

  private <T> CompletableFuture<T> ask(
      String key, Function<String, CompletableFuture<T>> question, T nothing) {
    return subject.type(key).equals("none")
        ? CompletableFuture.completedFuture(nothing)
        : question.apply(key);
  }

  Subject subject() {
    return subject;
  }

  Keys keys() {
    return keys;
  }

  StageDefinition<?, ?> stage() {
    return stage;
  }

  /** The key of the inbox. */
  String inbox() {
    return keys.inbox(stage.name());
  }

  /** What waits for its time, or behind others of its key. */
  LaterEntries later() {
    return new LaterEntries(subject.link(), keys, stage.name());
  }

  /** What the inbox says of itself. */
  CompletableFuture<StreamFacts> inboxFacts() {
    return inbox;
  }

  /** What the dead letters say of themselves. */
  CompletableFuture<StreamFacts> deadFacts() {
    return dead;
  }

  /** All groups of the inbox by name, foreign ones included. */
  CompletableFuture<Map<String, Group>> groups() {
    return groups;
  }

  /** The workers' group; absent where no worker has started yet. */
  CompletableFuture<Optional<Group>> workers() {
    return groups.thenApply(all -> Optional.ofNullable(all.get(Keys.GROUP)));
  }

  /** Whether workers have entries in hand, or had some when they died. */
  CompletableFuture<Boolean> anyPending() {
    return workers().thenApply(group -> group.isPresent() && group.get().pending() > 0);
  }

  /** The oldest entries of the inbox, in any state. */
  CompletableFuture<List<Entry>> oldest() {
    return oldest;
  }

  /** The first that waits for its time, if any does. */
  CompletableFuture<Optional<Waiting>> firstDelayed() {
    return firstDelayed.thenApply(first -> first.stream().findFirst());
  }

  /** The first ones that wait for their time. */
  CompletableFuture<List<Waiting>> delayed() {
    return firstDelayed.thenCompose(first -> more(first, later()::delayed));
  }

  /** The first ones that wait behind others of their keys. */
  CompletableFuture<List<Waiting>> parked() {
    return stage.config().keys().any()
        ? ask(keys.parked(stage.name()), key -> later().parked(1), List.<Waiting>of())
            .thenCompose(first -> more(first, later()::parked))
        : CompletableFuture.completedFuture(List.of());
  }

  private static CompletableFuture<List<Waiting>> more(
      List<Waiting> first, Function<Long, CompletableFuture<List<Waiting>>> ask) {
    return first.isEmpty()
        ? CompletableFuture.completedFuture(first)
        : ask.apply((long) sample(first.get(0).member().bytes().length, SAMPLE));
  }

  /** Up to {@code most} of the oldest entries that workers have not settled. */
  CompletableFuture<List<Pending>> pending(long leastIdleMillis, int most) {
    return anyPending()
        .thenCompose(
            any ->
                any
                    ? subject.queries().pending(inbox(), leastIdleMillis, most)
                    : CompletableFuture.completedFuture(List.of()));
  }

  /** How many entries of about so many bytes to look at. */
  static int sample(long entryBytes, int most) {
    return (int) Math.max(1, Math.min(most, MOST_BYTES / Math.max(1, entryBytes)));
  }
}
