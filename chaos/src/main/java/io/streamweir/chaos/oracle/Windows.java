package io.streamweir.chaos.oracle;

import java.util.Map;

/**
 * What became of the windows.
 *
 * @param told what summaries said, by the id of the job that each one is; empty where only sums are
 *     kept
 * @param open spans that were never closed
 * @param late updates that came after their span had been closed
 * @param early updates of spans beyond the clock
 */
public record Windows(Map<String, Told> told, long open, long late, long early) {
  /**
   * What a summary said; all of it twice where it came twice.
   *
   * @param times how often the summary was handled
   * @param updates that it knows of
   * @param pieces that it counted
   * @param values their sum
   * @param least the least value
   * @param greatest the greatest value
   * @param jobs about how many different jobs the pieces were of
   */
  public record Told(
      long times, long updates, long pieces, long values, long least, long greatest, long jobs) {}
}
