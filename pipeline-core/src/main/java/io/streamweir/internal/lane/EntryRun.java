package io.streamweir.internal.lane;

import io.streamweir.internal.entry.Headers;
import io.streamweir.internal.lane.Preparation.Prepared;
import io.streamweir.internal.settle.HandlerRun;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.InHand;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.settle.Settler;
import io.streamweir.listener.EntryFailure;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.LeaseLostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One entry's way through a lane, from its start to its settlement's departure; and what is noted
 * on the way. Thread-safe.
 *
 * @param <I> what the stage takes
 * @param <O> what it hands on
 */
public final class EntryRun<I, O> {
  private static final Logger LOG = LoggerFactory.getLogger(EntryRun.class);

  private final WorkerListener.LaneId lane;
  private final Handling<I, O> handling;
  private final Settler settler;
  private final InHand inHand;
  private final Prefetch prefetch;
  private final FailureLog failures;
  private final RecentAttempts attempts;
  private final WorkerListener listener;
  private volatile Runnable whenLetGo = () -> {};
  private volatile Continuation continuation = Continuation.NONE;

  public EntryRun(
      LaneContext context, Handling<I, O> handling, Settler settler, FailureLog failures) {
    this.lane = context.id();
    this.handling = handling;
    this.settler = settler;
    this.inHand = context.inHand();
    this.prefetch = context.prefetch();
    this.failures = failures;
    this.attempts = context.attempts();
    this.listener = context.listener();
  }

  /** Has a handler's place taken by another thread where its own does not come back. */
  public void whenStuck(Runnable replace) {
    handling.whenStuck(run -> stuck(lane, run, replace));
    continuation.whenStuck((at, run) -> stuck(at, run, replace));
  }

  /** Goes on so before it settles. Not for a begun lane. */
  public void goOn(Continuation next) {
    continuation = next;
  }

  /** The entries are renewed no more, and the thread belongs to no lane. */
  private void stuck(WorkerListener.LaneId at, HandlerRun run, Runnable replace) {
    Throwable there = new Throwable("what the handler does");
    there.setStackTrace(run.trace());
    run.entries().forEach(this::leave);
    replace.run();
    listener.handlerStuck(at);
    LOG.error(
        "a handler of {} heeds neither its timeout nor an interrupt: {} is given up, and goes to a"
            + " worker again when its lease has run out; the thread is lost until it returns",
        at,
        run.entries().stream().map(held -> held.entry().id()).toList(),
        there);
  }

  private void leave(Held run) {
    Held held = run.origin();
    if (held.lose()) {
      inHand.close();
      inHand.drop(held);
      whenLetGo.run();
    }
  }

  /** Marks what the calling thread logs as this lane's. */
  void tagThread() {
    MDC.put("pipeline", lane.pipeline());
    MDC.put("stage", lane.stage());
  }

  /** Marks what the calling thread logs as no entry's. */
  public void untagEntry() {
    MDC.remove("job");
  }

  /**
   * Handles an entry on the calling thread, which is tagged; answers with the time, by {@link
   * System#nanoTime}.
   */
  public long handle(Held held) {
    long begun = System.nanoTime();
    try {
      if (!held.start(begun)) {
        return begun;
      }
      tagEntry(held);
      return settle(held, handling.run(handling.prepare(held)), begun);
    } catch (Throwable e) { // nothing that is foreseen
      letGo(held, e);
      return begun;
    }
  }

  /**
   * Decodes on the calling thread; what it returns handles the entry on the thread that runs it.
   */
  public Runnable prepare(Held held) {
    try {
      Prepared<I> prepared = handling.prepare(held);
      return () -> run(prepared);
    } catch (Throwable e) { // nothing that is foreseen
      letGo(held, e);
      return () -> {};
    }
  }

  /**
   * Decodes an entry of a batch stage on the calling thread; null where no handler may see it, so
   * that it is settled or given up.
   */
  @Nullable Prepared<I> prepareForBatch(Held held) {
    long begun = System.nanoTime();
    try {
      Prepared<I> prepared = handling.prepare(held);
      if (prepared.decided() == null) {
        return prepared;
      }
      if (held.start(begun)) {
        settle(held, prepared.decided(), begun);
      }
    } catch (Throwable e) { // nothing that is foreseen
      letGo(held, e);
    }
    return null;
  }

  /**
   * Handles entries together on the calling thread, or as usual where it is one; false where the
   * thread has been given up meanwhile.
   */
  boolean runTogether(List<Prepared<I>> batch) {
    if (batch.size() == 1) {
      run(batch.get(0));
      return !batch.get(0).held().givenUp();
    }
    long begun = System.nanoTime();
    BatchRun batchRun = new BatchRun(batch.size());
    List<Prepared<I>> started = startTogether(batch, batchRun, begun);
    try {
      if (!started.isEmpty()) {
        batchRun.handles(started.stream().map(Prepared::held).toList());
        tagThread();
        List<@Nullable Decided> decided = handling.runTogether(batchRun, started);
        batchRun.end();
        long share = (System.nanoTime() - begun) / started.size();
        for (int i = 0; i < started.size(); i++) {
          prefetch.took(share);
          finish(started.get(i).held(), decided.get(i), share);
        }
      }
    } catch (Throwable e) { // nothing that is foreseen
      for (Prepared<I> prepared : started) {
        letGo(prepared.held(), e);
      }
    } finally {
      batchRun.end();
      MDC.clear();
    }
    return !batchRun.givenUp();
  }

  /** Answers with those that are left: not lost, nor cancelled, while they waited. */
  private List<Prepared<I>> startTogether(List<Prepared<I>> batch, BatchRun run, long begun) {
    List<Prepared<I>> started = new ArrayList<>(batch.size());
    List<Held> cancelled = new ArrayList<>();
    Runnable moot = run::lost;
    for (Prepared<I> prepared : batch) {
      if (!prepared.held().startTogether(begun, moot)) {
        run.lost();
      } else if (handling.cancelled(prepared.held()) == null) {
        started.add(prepared);
      } else {
        cancelled.add(prepared.held());
      }
    }
    if (started.isEmpty()) {
      run.end();
    }
    cancelled.forEach(
        held -> {
          prefetch.took(0);
          finish(held, handling.cancelled(held), 0);
        });
    return started;
  }

  private void run(Prepared<I> prepared) {
    long begun = System.nanoTime();
    try {
      if (prepared.held().start(begun)) {
        tagThread();
        tagEntry(prepared.held());
        settle(prepared.held(), handling.run(prepared), begun);
      }
    } catch (Throwable e) { // nothing that is foreseen
      letGo(prepared.held(), e);
    } finally {
      MDC.clear();
    }
  }

  /** Settles an entry that no handler is to see now. */
  public void settleUnhandled(Held held, Settlement settlement) {
    if (held.decide()) {
      inHand.close();
      settle(held, settlement);
    }
  }

  private void settle(Held held, Settlement settlement) {
    try {
      settler.add(held, settlement);
    } catch (Error e) { // nobody would ever settle it, and it would be renewed for ever
      inHand.drop(held);
      whenLetGo.run();
      throw e;
    }
  }

  /** Runs where an entry is given up although it is still this worker's. */
  public void whenLetGo(Runnable told) {
    whenLetGo = told;
  }

  /** The entry is renewed no more, so that it is taken again when its lease has run out. */
  private void letGo(Held held, Throwable thrown) {
    held.end();
    leave(held);
    try {
      sayLetGo(held, thrown);
    } catch (Throwable e) {
      // without memory even a log throws; others may have to be let go of, too
    }
  }

  private void sayLetGo(Held held, Throwable thrown) {
    untagTrace(held);
    listener.handled(lane, WorkerListener.Ending.ABANDONED, 0, thrown);
    if (thrown instanceof LeaseLostException) {
      LOG.info("lane {} gives up: {}", lane, thrown.getMessage());
    } else {
      LOG.error("entry {} of {} is given up for now", held.entry().id(), lane, thrown);
    }
  }

  private static void tagEntry(Held held) {
    MDC.put("job", held.entry().jobId());
    String headers = held.entry().headers();
    if (headers != null) {
      MDC.put("traceId", Headers.traceId(headers)); // as good as absent where it is null
    }
  }

  private static void untagTrace(Held held) {
    if (held.entry().headers() != null) {
      MDC.remove("traceId");
    }
  }

  private long settle(Held held, @Nullable Decided decided, long begun) {
    long nanos = System.nanoTime() - begun;
    Decided settled = decided == null ? null : continuation.after(held, decided);
    held.end();
    untagTrace(held);
    long ended = System.nanoTime();
    prefetch.took(ended - begun);
    finish(held, settled, nanos);
    return ended;
  }

  private void finish(Held held, @Nullable Decided decided, long nanos) {
    if (decided != null) {
      held.handled(decided.ending(), nanos, failure(decided));
    }
    if (decided == null) {
      leave(held); // where that has not happened yet
    }
    if (decided == null || !held.decide()) {
      Throwable thrown = decided == null ? null : tell(held, decided, false);
      listener.handled(lane, WorkerListener.Ending.ABANDONED, nanos, thrown);
      held.passages().forEach(passage -> passage.decided(false));
      return;
    }
    inHand.close();
    settle(held, decided.settlement()); // before anything that could throw
    listener.handled(lane, decided.ending(), nanos, tell(held, decided, true));
    held.passages().forEach(passage -> passage.decided(true));
  }

  private static @Nullable EntryFailure failure(Decided decided) {
    return decided.failure() == null ? null : decided.failure().told();
  }

  private @Nullable Throwable tell(Held held, Decided decided, boolean kept) {
    if (decided.failure() == null) {
      return null; // nearly always
    }
    failures.decided(held.entry(), decided, kept);
    EntryFailure failure = held.failure();
    if (kept && failure != null && decided.ending() != WorkerListener.Ending.CANCELLED) {
      attempts.failed(failure, System.nanoTime());
    }
    return decided.failure().thrown();
  }
}
