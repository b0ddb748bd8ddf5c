package io.streamweir.inspect;

/**
 * What waits to be taken by another pipeline. Immutable.
 *
 * @param target that pipeline's name
 * @param waiting jobs in the outbox
 * @param oldestSeconds since when the oldest of them waits; 0 where there is none. Of several
 *     partitions the greatest
 */
public record OutboxStatus(String target, long waiting, double oldestSeconds) {
  OutboxStatus plus(OutboxStatus other) {
    return new OutboxStatus(
        target, waiting + other.waiting, Math.max(oldestSeconds, other.oldestSeconds));
  }
}
