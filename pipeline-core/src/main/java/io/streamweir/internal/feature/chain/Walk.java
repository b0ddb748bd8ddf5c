package io.streamweir.internal.feature.chain;

import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.feature.chain.OutboxScript.Turn;
import io.streamweir.internal.feature.chain.OutboxScript.Waiting;
import io.streamweir.internal.feature.chain.Outlet.Inbox;
import io.streamweir.internal.wire.Confirmed;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One way through one outbox, from its head. Behind the first job that an inbox does not take, it
 * sends nothing more to that inbox; others go on. So that a full inbox costs little, the walk ends
 * with the first page of which nothing is taken, but for one walk every 2 s.
 */
final class Walk {
  private static final int PAGE = 250;
  private static final int MOST = 2_000; // entries looked at
  private static final Duration FAR = Duration.ofSeconds(2);

  private final Outlet outlet;
  private final Set<Inbox> closed = new HashSet<>(); // to what is behind what was not taken
  private Turn turn;
  private final boolean far;
  private int looked;
  private long fresh;
  private @Nullable Throwable failure;

  Walk(Outlet outlet) {
    this.outlet = outlet;
    this.far = outlet.walksFar(FAR);
    this.turn = new Turn(List.of(), "", outlet.facts() == null ? 0 : PAGE);
  }

  /** What to remove, and where to read on. */
  Turn turn() {
    return turn;
  }

  /** Whether it took much and ended before the end of the outbox. */
  boolean hasMore() {
    return looked >= MOST && fresh > 0;
  }

  /** Whether there is something that is not taken now. */
  boolean isBlocked() {
    return !closed.isEmpty();
  }

  /** How many jobs were taken that had not been taken before. */
  long fresh() {
    return fresh;
  }

  /** Why something could not be sent; null where nothing failed. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Sends these, which are the next; never fails. */
  CompletableFuture<Void> send(List<Waiting> waiting) {
    PipelineFacts<?> facts = outlet.facts();
    if (facts == null || waiting.isEmpty()) {
      turn = new Turn(List.of(), turn.from(), 0);
      return CompletableFuture.completedFuture(null);
    }
    Map<Inbox, List<Waiting>> shares = new LinkedHashMap<>();
    for (Waiting one : waiting) {
      ChainedJob job = one.job();
      if (job != null) {
        shares.computeIfAbsent(Outlet.inbox(facts, job), inbox -> new ArrayList<>()).add(one);
      }
    }
    shares.keySet().removeAll(closed);
    List<CompletableFuture<List<String>>> taken = new ArrayList<>();
    shares.forEach(
        (inbox, jobs) ->
            taken.add(
                outlet
                    .append(facts, inbox, jobs)
                    .handle((answer, thrown) -> took(inbox, jobs, answer, thrown))));
    return CompletableFuture.allOf(taken.toArray(CompletableFuture<?>[]::new))
        .thenRun(() -> next(waiting, taken));
  }

  private void next(List<Waiting> waiting, List<CompletableFuture<List<String>>> taken) {
    List<String> ids = taken.stream().flatMap(each -> each.join().stream()).toList();
    looked += waiting.size();
    boolean goesOn = looked < MOST && (far || closed.isEmpty() || !ids.isEmpty());
    turn = new Turn(ids, waiting.get(waiting.size() - 1).id(), goesOn ? PAGE : 0);
  }

  /** Answers with the ids of those that the inbox has, as durably as it shall. */
  private synchronized List<String> took(
      Inbox inbox,
      List<Waiting> jobs,
      @Nullable Confirmed<List<AppendScript.Refusal>> answer,
      @Nullable Throwable thrown) {
    if (answer == null) {
      closed.add(inbox);
      boolean refused = RedisCallException.of(thrown).code().equals(RedisCallException.CLOSED);
      failure = refused ? failure : thrown;
      return List.of();
    }
    List<AppendScript.Refusal> refusals = answer.value();
    int full = (int) refusals.stream().filter(AppendScript.Refusal::full).count();
    if (full > 0) {
      closed.add(inbox);
    }
    fresh += jobs.size() - refusals.size();
    if (answer.doubt() != null) {
      closed.add(inbox);
      failure = Unconfirmed.of("jobs that " + inbox.target() + " has stay in the outbox: ", answer);
      return List.of();
    }
    return jobs.subList(0, jobs.size() - full).stream().map(Waiting::id).toList();
  }
}
