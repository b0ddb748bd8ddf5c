package io.streamweir.inspect;

/**
 * How far one window has come. Immutable.
 *
 * @param window its name
 * @param open spans that have not been closed
 * @param closed spans that have been closed, each with a summary
 * @param late updates that came when their span had been closed
 * @param early updates of spans that began too far ahead of the server's clock
 * @param behind whether the newest event may still close spans
 * @param lagSeconds event time by which the watermark is behind the newest event; 0 where no span
 *     is open; the greatest of all partitions
 */
public record WindowStatus(
    String window,
    long open,
    long closed,
    long late,
    long early,
    boolean behind,
    double lagSeconds) {
  WindowStatus plus(WindowStatus other) {
    return new WindowStatus(
        window,
        open + other.open,
        closed + other.closed,
        late + other.late,
        early + other.early,
        behind || other.behind,
        Math.max(lagSeconds, other.lagSeconds));
  }
}
