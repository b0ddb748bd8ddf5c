package io.streamweir.chaos.oracle;

import java.util.List;

/**
 * What must come of one job.
 *
 * @param effects the counters that it changes by one, each exactly once
 * @param arrivals the entries that appear in inboxes, each exactly once
 * @param end how it ends
 * @param runs how often handlers run for it where nothing is delivered twice
 */
public record Expected(List<Effect> effects, List<String> arrivals, End end, int runs) {
  /**
   * A counter of one piece, and what the piece adds to the sums.
   *
   * @param name group and field, as {@code total/17.1}
   * @param pieces 1 where the piece ends here, else 0
   * @param value what it adds to the sum of values
   * @param mark what it adds to the sum of marks
   * @param gathered whether a window gathers the value, too
   */
  public record Effect(String name, int pieces, long value, long mark, boolean gathered) {}

  /** How a job ends. */
  public sealed interface End {
    /** With this value. */
    record Finished(long value) implements End {}

    /** As a dead letter of this stage, for this reason. */
    record Dead(String stage, String reason) implements End {}
  }
}
