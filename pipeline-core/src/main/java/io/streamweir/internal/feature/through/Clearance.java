package io.streamweir.internal.feature.through;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.settle.SettleScript;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether nothing waits in the inbox of a stage and those behind the stage have room, so that an
 * entry which runs through overtakes none. Settlements tell the lengths of inboxes. As long as
 * these stay as they were, nothing is asked. Where one has changed, Redis is asked; and then again
 * and again until nothing waits, as long as lanes want to know. Thread-safe; never waits.
 */
final class Clearance {
  private static final Logger LOG = LoggerFactory.getLogger(Clearance.class);
  private static final long FIRST_PAUSE_MILLIS = 1;
  private static final long LONGEST_PAUSE_MILLIS = 64;

  private final InboxQueries queries;
  private final ScheduledExecutorService timer;
  private final Watched inbox;
  private final List<Watched> behind;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile boolean clear;
  private volatile boolean wanted;
  private volatile long length; // of the inbox when it was found empty, settled entries included
  private volatile long pause = FIRST_PAUSE_MILLIS;

  /**
   * An inbox.
   *
   * @param place among those whose lengths settlements tell
   * @param most entries that it should hold
   */
  record Watched(int place, String key, long most) {}

  Clearance(
      InboxQueries queries, ScheduledExecutorService timer, Watched inbox, List<Watched> behind) {
    this.queries = queries;
    this.timer = timer;
    this.inbox = inbox;
    this.behind = List.copyOf(behind);
  }

  /** What is known; it is found out where that is nothing. */
  boolean isClear() {
    if (clear) {
      return true;
    }
    wanted = true;
    if (asking.compareAndSet(false, true)) {
      pause = FIRST_PAUSE_MILLIS;
      askSoon(pause);
    }
    return false;
  }

  /** What a settlement's answer said. */
  void heard(List<Long> lengths) {
    long now = lengths.isEmpty() ? SettleScript.NOT_ASKED : lengths.get(inbox.place());
    if (!clear || now == SettleScript.NOT_ASKED) {
      return;
    }
    if (now != length || anyIsLong(lengths)) {
      doubt();
    }
  }

  /** An entry may have come; what was known holds until Redis has been asked. */
  void doubt() {
    if (clear && asking.compareAndSet(false, true)) {
      askSoon(0);
    }
  }

  private boolean anyIsLong(List<Long> lengths) {
    for (Watched each : behind) {
      if (lengths.get(each.place()) >= each.most()) {
        return true;
      }
    }
    return false;
  }

  private void askSoon(long millis) {
    try {
      timer.schedule(this::askNow, millis, TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) { // the worker has ended
      asking.set(false);
    }
  }

  private void askNow() {
    try {
      ask();
    } catch (RuntimeException e) { // nothing was asked, so nothing is known
      answered(false, e);
    }
  }

  /** Finds out before any entry comes; answers with it. */
  CompletableFuture<Boolean> learn() {
    asking.set(true);
    return ask();
  }

  /** The length is asked first: what comes in between is seen to wait, or as a change. */
  private CompletableFuture<Boolean> ask() {
    wanted = false;
    CompletableFuture<Long> size = queries.length(inbox.key());
    List<CompletableFuture<Boolean>> looks = new ArrayList<>();
    looks.add(queries.waiting(inbox.key()).thenApply(waiting -> waiting == 0));
    for (Watched each : behind) {
      looks.add(queries.backlog(each.key()).thenApply(backlog -> backlog < each.most()));
    }
    return CompletableFuture.allOf(looks.toArray(CompletableFuture<?>[]::new))
        .thenCombine(size, (all, length) -> found(looks, length))
        .handle((found, thrown) -> answered(found != null && found, thrown));
  }

  private boolean found(List<CompletableFuture<Boolean>> looks, long size) {
    length = size;
    return looks.stream().allMatch(CompletableFuture::join);
  }

  private boolean answered(boolean found, @Nullable Throwable thrown) {
    if (thrown != null) {
      LOG.debug("whether {} is empty cannot be asked", inbox.key(), thrown);
    }
    clear = found;
    if (found || !wanted) {
      asking.set(false);
    } else {
      askSoon(pause);
      pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
    }
    return found;
  }
}
