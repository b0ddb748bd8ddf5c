package io.streamweir.internal.feature.chain;

import io.streamweir.internal.feature.chain.OutboxScript.Found;
import io.streamweir.internal.feature.chain.OutboxScript.Turn;
import io.streamweir.internal.housekeeping.Duty;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.listener.WorkerListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Submits what lies in the outboxes of one partition to their pipelines, and removes it then. A job
 * is sent only when all before it that go to the same inbox have been taken: so the inbox tells by
 * one number what it has. If a worker dies between the two steps, the next pass sends again what
 * was taken, and the inbox takes nothing twice. The worker whose duty it is does so; any number may
 * at once. Another one does so, too, while its own stages submit: they must know how full outboxes
 * are.
 *
 * <p>Its targets want the same durability. If replicas must have jobs, those of the outbox confirm
 * them before they are sent, and those of the inbox before they are removed.
 */
final class Forwarder {
  private static final Duration WAIT = Duration.ofMillis(100);
  private static final Duration FULL_WAIT = Duration.ofMillis(250);

  private final String pipeline;
  private final int partition;
  private final OutboxRead outboxes;
  private final List<String> targets;
  private final List<Outlet> outlets; // in the order of the targets
  private final WorkerListener listener;
  private final Duty duty;

  Forwarder(
      String pipeline,
      int partition,
      OutboxRead outboxes,
      Map<String, Outlet> outlets,
      WorkerListener listener,
      Duty duty) {
    this.pipeline = pipeline;
    this.partition = partition;
    this.outboxes = outboxes;
    this.targets = List.copyOf(outlets.keySet());
    this.outlets = List.copyOf(outlets.values());
    this.listener = listener;
    this.duty = duty;
  }

  /** Submits what is there, again and again. */
  UpkeepTask task() {
    String purpose =
        "submitting jobs of %s/%s to %s".formatted(pipeline, partition, String.join(", ", targets));
    return UpkeepTask.paced(WAIT, "chain", purpose, this::passWhereWanted)
        .withAfterFailure(FULL_WAIT);
  }

  private CompletionStage<Duration> passWhereWanted() throws Exception {
    if (duty.isMine()) {
      return duty.done(this::pass);
    }
    boolean wanted = outlets.stream().anyMatch(Outlet::wanted);
    return wanted ? pass() : CompletableFuture.completedFuture(WAIT);
  }

  /** The first look at how full the outboxes are; completes even if it fails. */
  CompletableFuture<Void> learn() {
    return outboxes
        .run(Collections.nCopies(outlets.size(), new Turn(List.of(), "", 0)))
        .thenAccept(this::note)
        .exceptionally(thrown -> null);
  }

  private void note(List<Found> found) {
    for (int i = 0; i < found.size(); i++) {
      outlets.get(i).length(found.get(i).length());
    }
  }

  /** Goes once through all outboxes; answers with how long to wait then. */
  CompletableFuture<Duration> pass() {
    List<Walk> walks = outlets.stream().map(Walk::new).toList();
    return step(walks).whenComplete((wait, thrown) -> tell(walks));
  }

  private CompletableFuture<Duration> step(List<Walk> walks) {
    return outboxes.run(walks.stream().map(Walk::turn).toList()).thenCompose(f -> go(walks, f));
  }

  private CompletableFuture<Duration> go(List<Walk> walks, List<Found> found) {
    note(found);
    if (found.stream().allMatch(each -> each.waiting().isEmpty())) {
      return end(walks);
    }
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      sent.add(walks.get(i).send(found.get(i).waiting()));
    }
    return CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new))
        .thenCompose(done -> step(walks));
  }

  private void tell(List<Walk> walks) {
    for (int i = 0; i < walks.size(); i++) {
      Walk walk = walks.get(i);
      if (walk.fresh() > 0) {
        listener.chained(pipeline, partition, targets.get(i), walk.fresh());
      }
    }
  }

  private static CompletableFuture<Duration> end(List<Walk> walks) {
    Throwable failure =
        walks.stream().map(Walk::failure).filter(Objects::nonNull).findFirst().orElse(null);
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    boolean more = walks.stream().anyMatch(Walk::hasMore);
    boolean blocked = walks.stream().anyMatch(Walk::isBlocked);
    return CompletableFuture.completedFuture(more ? Duration.ZERO : blocked ? FULL_WAIT : WAIT);
  }
}
