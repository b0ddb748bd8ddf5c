package io.streamweir.inspect;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.jobs.LaterEntries;
import io.streamweir.internal.feature.jobs.LaterEntries.Waiting;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The entries of one inbox that are next, each of its kind. Times are in ms by the server's clock.
 *
 * @param waiting the first that no worker was given
 * @param pending the oldest that a worker has
 * @param later the first that waits for its time, and the first that waits behind one of its key
 */
record NextEntries(Optional<Entry> waiting, Optional<Entry> pending, List<Waiting> later) {
  /**
   * Asks only for what there is.
   *
   * @param held the id of the oldest pending one
   * @param delayed how many wait for their time
   * @param parked how many wait behind others of their key
   */
  static CompletableFuture<NextEntries> of(
      InboxQueries queries,
      Keys keys,
      String stage,
      InboxQueries.Group group,
      Optional<String> held,
      long delayed,
      long parked) {
    String inbox = keys.inbox(stage);
    LaterEntries entries = new LaterEntries(queries.link(), keys, stage);
    CompletableFuture<List<Entry>> waiting =
        group.lag() == 0 ? none() : queries.entries(inbox, "(" + group.lastDelivered(), "+", 1);
    CompletableFuture<List<Entry>> pending =
        held.isEmpty() ? none() : queries.entries(inbox, held.get(), held.get(), 1);
    CompletableFuture<List<Waiting>> due = delayed == 0 ? none() : entries.delayed(1);
    CompletableFuture<List<Waiting>> behind = parked == 0 ? none() : entries.parked(1);
    return waiting
        .thenCombine(pending, (one, other) -> new NextEntries(first(one), first(other), List.of()))
        .thenCombine(
            due.thenCombine(behind, (some, more) -> Stream.of(some, more)),
            (next, later) ->
                new NextEntries(next.waiting, next.pending, later.flatMap(List::stream).toList()));
  }

  private static <T> CompletableFuture<List<T>> none() {
    return CompletableFuture.completedFuture(List.of());
  }

  private static Optional<Entry> first(List<Entry> entries) {
    return entries.stream().findFirst();
  }

  /** For how long the first delayed one is due; 0 for none. What is parked is due at no time. */
  double overdueSeconds(long now) {
    return later.stream()
        .filter(each -> each.dueMillis() >= 0)
        .mapToDouble(each -> Math.max(0, now - each.dueMillis()) / 1000.0)
        .max()
        .orElse(0);
  }

  /** The age of the oldest of their jobs, since its submit; 0 where there is none. */
  double oldestJobSeconds(long now) {
    return Stream.concat(
            Stream.of(waiting, pending).flatMap(Optional::stream),
            later.stream().map(Waiting::entry))
        .filter(entry -> entry.submittedAt() > 0)
        .mapToDouble(entry -> Math.max(0, now - entry.submittedAt()) / 1000.0)
        .max()
        .orElse(0);
  }
}
