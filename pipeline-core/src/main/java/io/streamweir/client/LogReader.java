package io.streamweir.client;

/**
 * How far a reader of the log of results has come, over all partitions.
 *
 * @param name the reader's name
 * @param unread ends in the log that it has not acknowledged
 * @param oldestUnreadSeconds age of the oldest end that it was not given; 0 where there is none
 * @param out ends that it was not given and never will be: the log has trimmed them, and the reader
 *     has not been there since
 * @param missed ends of which it was told that it has missed them, since ever
 */
public record LogReader(
    String name, long unread, double oldestUnreadSeconds, long out, long missed) {

  LogReader plus(LogReader other) {
    return new LogReader(
        name,
        unread + other.unread,
        Math.max(oldestUnreadSeconds, other.oldestUnreadSeconds),
        out + other.out,
        missed + other.missed);
  }
}
