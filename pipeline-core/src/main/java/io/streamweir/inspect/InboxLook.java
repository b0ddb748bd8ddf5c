package io.streamweir.inspect;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.InboxQueries.Consumer;
import io.streamweir.internal.entry.InboxQueries.Group;
import io.streamweir.internal.entry.InboxQueries.Pending;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.housekeeping.LiveWorkers;
import io.streamweir.internal.housekeeping.LiveWorkers.Present;
import io.streamweir.internal.housekeeping.WorkerPresence;
import io.streamweir.internal.wire.Answers;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks how inboxes are, each without waiting for the answers of others. What depends on no answer
 * is asked first, so an inbox takes two round trips at most.
 *
 * @param live the workers that live
 * @param now the server's clock in ms since 1970
 */
record InboxLook(InboxQueries queries, LiveWorkers live, long now) {
  private static final int SAMPLE = 100;

  /** How the stage is at one place. */
  CompletableFuture<StageStatus> status(Keys keys, StageFacts facts) {
    String stage = facts.name();
    String inbox = keys.inbox(stage);
    // added is asked first, so that nothing counts as settled that is not
    CompletableFuture<Long> added = queries.added(inbox);
    CompletableFuture<Optional<Group>> group = queries.group(inbox);
    CompletableFuture<List<Consumer>> consumers = queries.consumers(inbox);
    CompletableFuture<Long> delayed = queries.delayed(keys.later(stage));
    CompletableFuture<Long> parked =
        facts.keyed() ? queries.delayed(keys.parked(stage)) : CompletableFuture.completedFuture(0L);
    CompletableFuture<Long> dead = queries.length(keys.dead(stage));
    return CompletableFuture.allOf(added, group, consumers, delayed, parked, dead)
        .thenCompose(
            done -> {
              Counts counts = new Counts(added.join(), delayed.join(), parked.join(), dead.join());
              return counted(inbox, group.join())
                  .thenCompose(of -> status(keys, stage, of, consumers.join(), counts));
            });
  }

  /** What there is of each kind. */
  private record Counts(long added, long delayed, long parked, long dead) {}

  private CompletableFuture<Group> counted(String inbox, Optional<Group> group) {
    return group.isPresent()
        ? CompletableFuture.completedFuture(group.get())
        : queries.length(inbox).thenApply(length -> new Group(0, length, true, "0-0"));
  }

  private CompletableFuture<StageStatus> status(
      Keys keys, String stage, Group group, List<Consumer> consumers, Counts counts) {
    CompletableFuture<List<Pending>> pending =
        group.pending() == 0
            ? CompletableFuture.completedFuture(List.of())
            : queries.pending(keys.inbox(stage), 0, SAMPLE);
    return pending.thenCompose(
        held ->
            NextEntries.of(queries, keys, stage, group, first(held), counts.delayed, counts.parked)
                .thenApply(
                    next -> {
                      List<Present> present = live.at(keys, stage);
                      return new StageStatus(
                          stage,
                          group.lag(),
                          group.lagKnown(),
                          group.pending(),
                          Math.max(0, counts.added - group.lag() - group.pending()),
                          present.stream().mapToLong(lane -> lane.word().everRanThrough()).sum(),
                          counts.delayed + counts.parked,
                          counts.dead,
                          living(consumers, present),
                          age(next.waiting().map(Entry::id), now),
                          age(first(held), now),
                          sinceDelivery(held, present),
                          next.overdueSeconds(now),
                          next.oldestJobSeconds(now),
                          present.stream()
                              .map(lane -> Attempts.of(lane.word()))
                              .reduce(Attempts.NONE, Attempts::plus));
                    }));
  }

  private static Optional<String> first(List<Pending> pending) {
    return pending.stream().map(Pending::id).findFirst();
  }

  /** Which workers work on the stage at one place, by name. */
  CompletableFuture<List<LaneStatus>> lanes(Keys keys, String stage) {
    String inbox = keys.inbox(stage);
    Map<String, Present> present = new TreeMap<>();
    live.at(keys, stage).forEach(lane -> present.put(lane.worker(), lane));
    return queries
        .consumers(inbox)
        .thenCompose(
            consumers -> {
              Map<String, Consumer> members = new TreeMap<>();
              present.keySet().forEach(name -> members.put(name, new Consumer(name, 0, 0)));
              consumers.forEach(consumer -> members.put(consumer.name(), consumer));
              return Answers.all(
                  members.values().stream()
                      .map(member -> lane(keys, stage, member, present.get(member.name())))
                      .toList());
            });
  }

  private CompletableFuture<LaneStatus> lane(
      Keys keys, String stage, Consumer consumer, @Nullable Present said) {
    long silent = said == null ? Long.MAX_VALUE : Math.max(0, now - said.heardMillis());
    boolean asked = consumer.pending() > 0 || consumer.idleMillis() > 0;
    long idle = asked ? Math.min(silent, consumer.idleMillis()) : said == null ? 0 : silent;
    return oldest(keys.inbox(stage), consumer)
        .thenApply(
            oldest ->
                new LaneStatus(
                    consumer.name(),
                    stage,
                    keys.partition(),
                    keys.priority(),
                    consumer.pending(),
                    age(oldest.map(Pending::id), now),
                    sinceDelivery(
                        oldest.stream().toList(), said == null ? List.of() : List.of(said)),
                    idle / 1000.0));
  }

  private CompletableFuture<Optional<Pending>> oldest(String inbox, Consumer consumer) {
    return consumer.pending() == 0
        ? CompletableFuture.completedFuture(Optional.empty())
        : queries.oldestPendingOf(inbox, consumer.name());
  }

  /** Those that say so, and those that asked lately. */
  private static long living(List<Consumer> consumers, List<Present> present) {
    Set<String> living = new TreeSet<>();
    present.forEach(lane -> living.add(lane.worker()));
    consumers.stream()
        .filter(consumer -> consumer.idleMillis() < WorkerPresence.ALIVE.toMillis())
        .forEach(consumer -> living.add(consumer.name()));
    return living.size();
  }

  /** What is renewed says nothing to Redis of when it was delivered; its worker does. */
  private static double sinceDelivery(List<Pending> pending, Collection<Present> present) {
    if (pending.isEmpty()) {
      return 0;
    }
    long idle = pending.stream().mapToLong(Pending::idleMillis).max().orElse(0);
    long said = present.stream().mapToLong(is -> is.word().oldestMillis()).max().orElse(0);
    return Math.max(idle, said) / 1000.0;
  }

  /** The age of what has this id, in s; 0 for none. */
  static double age(Optional<String> id, long now) {
    return id.map(i -> Math.max(0, now - InboxQueries.millis(i)) / 1000.0).orElse(0.0);
  }
}
