package io.streamweir.internal.feature.dedupe;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.lane.DecisionRule;
import io.streamweir.listener.WorkerListener.Ending;
import java.util.function.Predicate;

/**
 * A job holds its dedupe key until the last of its entries has ended.
 *
 * @param part whether an entry is a part, which does not hold what the whole holds
 */
public record HoldRule(Predicate<Entry> part) implements DecisionRule {
  @Override
  public Decided apply(Entry entry, Decided decided) {
    String key = entry.dedupeKey();
    if (key == null || (decided.ending() != Ending.CANCELLED && part.test(entry))) {
      return decided;
    }
    // A job that was debounced has nothing to hold once it has come so far.
    int change = entry.keepsHolding() ? decided.onward() - 1 : -1;
    long ttl = entry.holdMillis() + decided.onwardMillis();
    return decided.and(new HoldKey(key, entry.jobId(), change, ttl));
  }
}
