package io.streamweir.internal.lane;

import io.streamweir.internal.entry.Entry;

/**
 * With how many others an entry may be handled: the more often it has failed or killed, the fewer
 * would suffer from it again. Those that are not to blame are soon among themselves.
 *
 * @param most of a batch of entries that are handled for the first time
 * @param maxAttempts the attempt at which the next failure would be the last
 * @param maxDeliveries the delivery at which the next death of a worker would be the last
 */
public record BatchSize(int most, int maxAttempts, int maxDeliveries) {
  int of(Entry entry) {
    boolean lastDelivery = entry.deliveries() > 1 && entry.deliveries() >= maxDeliveries;
    if (lastDelivery) {
      return 1;
    }
    if (entry.attempt() <= 1) {
      return most;
    }
    int quarters = Math.min(entry.attempt() - 1, 15);
    return entry.attempt() >= maxAttempts ? 1 : Math.max(1, most >> (2 * quarters));
  }
}
