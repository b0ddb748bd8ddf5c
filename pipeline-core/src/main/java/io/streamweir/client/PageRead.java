package io.streamweir.client;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.feature.results.EndLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Makes one page of what was read of each partition: by time over all partitions, as far as all
 * were read.
 */
final class PageRead {
  private static final int LEAST = 10;
  private static final long MOST_BYTES = 8 << 20; // a page is in memory at once
  private static final Comparator<Entry> BY_ID =
      Comparator.comparingLong(PageRead::millis).thenComparingLong(PageRead::sequence);

  private final LogCursor begin;
  private final int limit;
  private final List<Found> found = new ArrayList<>();
  private long missed;

  private record Found(int partition, Entry entry) {}

  PageRead(LogCursor begin, int limit) {
    this.begin = begin;
    this.limit = limit;
  }

  private static long millis(Entry entry) {
    return Long.parseLong(entry.id().substring(0, entry.id().indexOf('-')));
  }

  private static long sequence(Entry entry) {
    return Long.parseUnsignedLong(entry.id().substring(entry.id().indexOf('-') + 1));
  }

  /** How many ends to read of each partition: its share, and one to see whether there are more. */
  int most(int partitions) {
    return 1 + Math.min(limit, Math.max(LEAST, (limit + partitions - 1) / partitions));
  }

  /** About how many bytes to read of each partition. */
  static long bytes(int partitions) {
    return MOST_BYTES / partitions;
  }

  ResultPage page(List<EndLog.Part> parts, BiFunction<Integer, Entry, LoggedResult> made) {
    LogCursor start = begin.copy();
    for (int i = 0; i < parts.size(); i++) {
      countMissed(start, i, parts.get(i));
      for (Entry entry : parts.get(i).ends()) {
        found.add(new Found(i, entry));
      }
    }
    List<Found> taken = taken(parts);
    LogCursor end = start.copy();
    taken.forEach(each -> end.pass(each.partition(), each.entry().id()));
    List<LoggedResult> results =
        taken.stream().map(each -> made.apply(each.partition(), each.entry())).toList();
    return new ResultPage(results, start, end, missed, taken.size() < found.size());
  }

  /** By time, as far as nothing is left out of any partition. */
  private List<Found> taken(List<EndLog.Part> parts) {
    Optional<Entry> bound =
        parts.stream()
            .filter(EndLog.Part::more)
            .map(EndLog.Part::ends)
            .map(ends -> ends.get(ends.size() - 1))
            .min(BY_ID);
    return found.stream()
        .filter(each -> bound.isEmpty() || BY_ID.compare(each.entry(), bound.get()) < 0)
        .sorted(Comparator.comparing(Found::entry, BY_ID).thenComparing(Found::partition))
        .limit(limit)
        .toList();
  }

  /** An end that is gone and lies behind the place was missed. */
  private void countMissed(LogCursor start, int partition, EndLog.Part part) {
    if (start.knowsBefore(partition)) {
      missed += Math.max(0, part.gone() - start.before(partition));
      start.before(partition, Math.max(part.gone(), start.before(partition)));
    } else if (start.isBeginning(partition)) {
      start.before(partition, part.gone());
    }
    if (part.ends().isEmpty()) {
      start.before(partition, part.added());
    }
  }
}
