package io.streamweir.internal.lane;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Additions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is decided of an entry. Immutable.
 *
 * @param ending what to call it
 * @param onward how many entries of its job follow from it
 * @param onwardMillis after how long they do, at the least
 * @param additions what its outcome does beside what becomes of the entry
 * @param headers of what goes on, as they are on the wire; null for none
 * @param failure why it is no success; null where it is one, or where no handler failed
 */
public record Decided(
    Settlement settlement,
    WorkerListener.Ending ending,
    int onward,
    long onwardMillis,
    Additions additions,
    @Nullable String headers,
    @Nullable Failure failure) {
  static final String ATTEMPTS = "attempts"; // the reason of dead letters that have used them up

  /** Ends the entry with these effects, and nothing follows from it. */
  public static Decided end(Entry entry, List<Effect> effects, WorkerListener.Ending ending) {
    return onward(entry, effects, ending, 0, 0);
  }

  /** The same, where so many entries of its job follow from it after so many ms. */
  public static Decided onward(
      Entry entry, List<Effect> effects, WorkerListener.Ending ending, int entries, long millis) {
    return new Decided(
        new Settlement(entry.id(), effects),
        ending,
        entries,
        millis,
        Additions.NONE,
        entry.headers(),
        null);
  }

  /** Whether an attempt has failed: its handler threw, or asked for another one that counts. */
  public boolean failedAttempt() {
    return failure != null
        && !failure.postponed()
        && (ending == WorkerListener.Ending.RETRIED || failure.deadBecause().equals(ATTEMPTS));
  }

  public List<Effect> effects() {
    return settlement.effects();
  }

  /** The same with other effects. */
  public Decided with(List<Effect> effects) {
    Settlement other = new Settlement(settlement.entryId(), effects);
    return new Decided(other, ending, onward, onwardMillis, additions, headers, failure);
  }

  /** The same with one effect more. */
  public Decided and(Effect effect) {
    List<Effect> effects = new ArrayList<>(effects());
    effects.add(effect);
    return with(effects);
  }

  Decided adding(Additions more, @Nullable String headers) {
    return more.isEmpty()
        ? this
        : new Decided(settlement, ending, onward, onwardMillis, more, headers, failure);
  }

  Decided because(Failure why) {
    return new Decided(settlement, ending, onward, onwardMillis, additions, headers, why);
  }
}
