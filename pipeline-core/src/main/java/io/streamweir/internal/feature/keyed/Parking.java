package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.entry.Unparked;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.lane.Decision;
import io.streamweir.internal.lane.EntryRun;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.InHand;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.listener.WorkerListener.Ending;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of a lane are blocked and Redis may not know it yet: their first entry was parked, and
 * entries behind it were on their way to the lane before that was settled. Redis keeps back the
 * rest. Thread-safe.
 */
final class Parking {
  private final EntryRun<?, ?> run;
  private final Decision decision;
  private final InHand inHand;
  private final Map<String, Held> heads = new HashMap<>();
  private final Set<Held> settled = new HashSet<>();
  private volatile Runnable whenBlocked = () -> {};

  Parking(EntryRun<?, ?> run, Decision decision, InHand inHand) {
    this.run = run;
    this.decision = decision;
    this.inHand = inHand;
  }

  /** Runs whenever a key has been blocked, so that Redis has to be asked when it goes on. */
  void whenBlocked(Runnable told) {
    whenBlocked = told;
  }

  /** Whether a key was blocked of which Redis may not have known at the last read. */
  synchronized boolean isAnyNew() {
    return !heads.isEmpty();
  }

  /** Nothing is blocked: another ownership begins. */
  synchronized void reset() {
    heads.clear();
    settled.clear();
  }

  /**
   * A read is about to be sent, and all entries of the one before the last were dispatched. Keys
   * whose block was settled before the last read are no longer our concern.
   */
  synchronized void beforeRead() {
    if (heads.isEmpty()) {
      return;
    }
    heads.values().removeIf(settled::contains);
    settled.clear();
    for (Held head : heads.values()) {
      if (!inHand.has(head.entry().id())) {
        settled.add(head);
      }
    }
  }

  /** Whether the entry has to be parked behind the first one of its key. */
  synchronized boolean waits(Entry entry) {
    Held head = heads.isEmpty() ? null : heads.get(entry.key());
    if (head == null) {
      return false;
    }
    if (isUnparkedAfter(head.entry().unparked(), entry.unparked())) {
      heads.remove(entry.key());
      return false;
    }
    return true;
  }

  private static boolean isUnparkedAfter(@Nullable Unparked head, @Nullable Unparked entry) {
    return entry != null && (head == null || head.epoch() != entry.epoch());
  }

  /** The first entry of its key was parked, which its settlement says. */
  void block(Held head) {
    synchronized (this) {
      heads.put(head.entry().key(), head);
    }
    whenBlocked.run();
  }

  /** Parks the first entry of its key for a time in which it may not be handled. */
  void park(Held head, long millis) {
    run.settleUnhandled(head, parked(head.entry(), Math.max(0, millis)));
    block(head);
  }

  /** Parks an entry until those of its key that were parked before it have ended. */
  void parkBehind(Held held) {
    run.settleUnhandled(held, parked(held.entry(), -1));
  }

  /** It comes back with the same attempt, in its place among those of its key. */
  private Settlement parked(Entry entry, long delayMillis) {
    Effect park =
        new Park(entry.key(), entry.position(), delayMillis, NewEntry.again(entry, false));
    Decided plain =
        Decided.onward(entry, List.of(park), Ending.RETRIED, 1, Math.max(0, delayMillis));
    return decision.decide(entry, plain).settlement();
  }
}
