package io.streamweir.inspect;

import java.util.List;

/**
 * Some entries of a stage, in the order in which they lie there.
 *
 * @param entries those that were asked for; there may be none although more follow
 * @param next the cursor that goes on behind what was looked at; empty where all was looked at
 * @param looked how many entries were looked at for this page
 */
public record JobPage(List<JobEntry> entries, String next, int looked) {
  /** Keeps a copy of the entries. */
  public JobPage {
    entries = List.copyOf(entries);
  }
}
