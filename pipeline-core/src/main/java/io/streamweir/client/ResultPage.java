package io.streamweir.client;

import java.util.List;

/** A part of the log of results. Immutable and thread-safe. */
public final class ResultPage {
  private final List<LoggedResult> results;
  private final LogCursor begin;
  private final LogCursor end;
  private final long missed;
  private final boolean more;

  ResultPage(
      List<LoggedResult> results, LogCursor begin, LogCursor end, long missed, boolean more) {
    this.results = List.copyOf(results);
    this.begin = begin;
    this.end = end;
    this.missed = missed;
    this.more = more;
  }

  /** The ends: in order within a partition, and by time over all. */
  public List<LoggedResult> results() {
    return results;
  }

  /**
   * The place behind the last of them, for the next page: letters, digits, {@code -} and {@code _}.
   */
  public String next() {
    return end.text();
  }

  /**
   * The place behind one of them, as an event's id: a stream of events that broke off goes on
   * there.
   *
   * @param index from 0
   */
  public String cursorAfter(int index) {
    if (index == results.size() - 1) {
      return next();
    }
    LogCursor cursor = begin.copy();
    results.subList(0, index + 1).forEach(result -> cursor.pass(result.partition(), result.id()));
    return cursor.text();
  }

  /**
   * How many ends behind the given place the log had trimmed, where that can be known: the place
   * was read up to, or the log from its beginning.
   */
  public long missed() {
    return missed;
  }

  /** Whether more ends were there when this page was read. */
  public boolean more() {
    return more;
  }
}
