package io.streamweir.internal.settle;

import io.streamweir.internal.entry.Entry;
import io.streamweir.listener.EntryFailure;
import io.streamweir.listener.WorkerListener;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry in this worker's hands, from its arrival to its settlement. It waits, runs, and is
 * decided; or it is gone: taken by another worker, or handed back. Thread-safe.
 */
public final class Held extends HandlerRun {
  private enum State {
    WAITING,
    RUNNING,
    DECIDED,
    GONE
  }

  private final Entry entry;
  private final Held origin;
  private final long arrivedAt;
  private volatile long renewedAt;
  private State state = State.WAITING;
  private @Nullable Runnable whenMoot;
  private long startedAt;
  private long handledNanos;
  private WorkerListener.@Nullable Ending ending;
  private @Nullable EntryFailure failure;
  private volatile boolean cancelled;
  private volatile boolean handlerReturned;
  private List<Passage> passages = List.of();

  public Held(Entry entry, long now) {
    this.entry = entry;
    this.origin = this;
    this.arrivedAt = now;
    this.renewedAt = now;
  }

  private Held(Entry next, Held before, long now) {
    super(before);
    this.entry = next;
    this.origin = before.origin;
    this.arrivedAt = now;
    this.renewedAt = origin.renewedAt();
    this.startedAt = now;
  }

  /**
   * What comes of it at a later stage, on the same thread and under the same lease: it is lost,
   * cancelled and settled with what is in hand.
   */
  public Held handedOn(Entry next, long now) {
    return new Held(next, this, now);
  }

  /** What is in hand: itself, but for what {@link #handedOn} has made. */
  public Held origin() {
    return origin;
  }

  public Entry entry() {
    return entry;
  }

  /** When it was read or taken over, by {@link System#nanoTime}. */
  public long arrivedAt() {
    return arrivedAt;
  }

  /** When its lease began to run, by {@link System#nanoTime}. */
  public long renewedAt() {
    return renewedAt;
  }

  public void renewed(long now) {
    renewedAt = now;
  }

  /** The calling thread begins to handle the entry; false where it is gone. */
  public synchronized boolean start(long now) {
    if (state != State.WAITING) {
      return false;
    }
    state = State.RUNNING;
    begin();
    startedAt = now;
    return true;
  }

  /**
   * The entry begins to be handled together with others, so that no handler is interrupted on its
   * account; {@code whenMoot} is called once where it is lost or cancelled, before or meanwhile.
   * False where it is gone.
   */
  public synchronized boolean startTogether(long now, Runnable whenMoot) {
    if (state != State.WAITING) {
      return false;
    }
    state = State.RUNNING;
    startedAt = now;
    this.whenMoot = whenMoot;
    if (cancelled) {
      whenMoot.run();
    }
    return true;
  }

  /** How its handling ended, and how long that took. Told before it is given to the settler. */
  public void handled(WorkerListener.Ending how, long nanos) {
    handled(how, nanos, null);
  }

  /** The same, and why its attempt failed; null where it did not. */
  public void handled(WorkerListener.Ending how, long nanos, @Nullable EntryFailure why) {
    ending = how;
    failure = why;
    handledNanos = nanos;
  }

  /**
   * What has come of it on its way through later stages. Told before it is given to the settler.
   */
  public void passed(List<Passage> through) {
    passages = List.copyOf(through);
  }

  /** The later stages through which it has run, in order; most often none. */
  public List<Passage> passages() {
    return passages;
  }

  /** How its handling ended; null before. */
  public WorkerListener.@Nullable Ending ending() {
    return ending;
  }

  /** Why its attempt failed; null where it did not, and before. */
  public @Nullable EntryFailure failure() {
    return failure;
  }

  /** For how long it was handled, in ns; 0 before. */
  public long handledNanos() {
    return handledNanos;
  }

  /** When its handling began, by {@link System#nanoTime}. For those it was handed to afterwards. */
  public long startedAt() {
    return startedAt;
  }

  /**
   * It is known what becomes of the entry; false where it is gone, so that it must not be settled.
   */
  public synchronized boolean decide() {
    if (state == State.GONE) {
      return false;
    }
    state = State.DECIDED;
    return true;
  }

  /**
   * Another worker has the entry: its handler here is interrupted. False where it was decided or
   * gone before.
   */
  public synchronized boolean lose() {
    if (state == State.DECIDED || state == State.GONE) {
      return false;
    }
    state = State.GONE;
    if (!interrupt() && whenMoot != null && !cancelled) {
      whenMoot.run();
    }
    return true;
  }

  /**
   * The entry's job was cancelled: its handler is interrupted, and what it says no longer counts.
   * The entry stays ours to settle. False where that was known, or where it was decided or gone
   * before.
   */
  public synchronized boolean cancel() {
    if (cancelled || state == State.DECIDED || state == State.GONE) {
      return false;
    }
    cancelled = true;
    if (!interrupt() && whenMoot != null) {
      whenMoot.run();
    }
    return true;
  }

  /** Whether its job was cancelled while it was in hand. */
  public boolean cancelled() {
    return origin.cancelled;
  }

  @Override
  public boolean moot() {
    return cancelled() || gone();
  }

  /** Takes an entry that has not been started away from its crew; false where it was started. */
  public synchronized boolean withdraw() {
    if (state != State.WAITING) {
      return false;
    }
    state = State.GONE;
    return true;
  }

  @Override
  public Collection<Held> entries() {
    return List.of(this);
  }

  /** What its handler says from here on comes too late. */
  public void handlerReturned() {
    handlerReturned = true;
  }

  /** Whether its handler has returned, for the last time. */
  public boolean hasHandlerReturned() {
    return handlerReturned;
  }

  /** Whether a handler may still run, or is running, for it. */
  public boolean undecided() {
    return origin == this ? isUndecided() : !handlerReturned && origin.isUndecided();
  }

  private synchronized boolean isUndecided() {
    return state == State.WAITING || state == State.RUNNING;
  }

  /** Whether it is another worker's, or may be. */
  public boolean gone() {
    return origin.isGone();
  }

  private synchronized boolean isGone() {
    return state == State.GONE;
  }

  /** For how long it has been handled, in ns; 0 where it is not being handled. */
  public synchronized long runningNanos(long now) {
    return state == State.RUNNING ? now - startedAt : 0;
  }
}
