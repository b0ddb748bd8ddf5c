package io.streamweir.internal.feature.jobs;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryName;
import io.streamweir.internal.entry.InboxQueries;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some entries of one state, in an order that does not change while workers run: a reader that goes
 * on behind the last position meets each entry that stays at most once, and misses none.
 *
 * @param found in their order
 * @param end whether there was nothing behind them
 */
public record EntryStep(List<Found> found, boolean end) {
  /**
   * One of them.
   *
   * @param position behind which the next step goes on
   * @param entry null where it ended while it was looked at
   * @param pending the consumer that has it; null where none does
   * @param dueMillis when it goes on, in ms since 1970; -1 where it waits for no time
   * @param name what Redis knows it by: the id of an entry of an inbox, else the member of the set
   */
  public record Found(
      String position,
      @Nullable Entry entry,
      InboxQueries.@Nullable Pending pending,
      long dueMillis,
      EntryName name) {}
}
