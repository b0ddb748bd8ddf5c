package io.streamweir.inspect;

import java.util.List;

/**
 * Where a job is that has not ended, as far as a bounded look can tell. A job that moves while it
 * is looked for may be seen twice, or not at all.
 *
 * @param entries its entries, in the order of the stages; several where a stage had several outputs
 * @param complete whether all entries were looked at; else there may be others, behind those that
 *     were looked at or where the user may not look
 * @param looked how many entries were looked at, not counting delayed and parked ones
 */
public record FoundJob(List<JobEntry> entries, boolean complete, int looked) {
  /** Keeps a copy of the entries. */
  public FoundJob {
    entries = List.copyOf(entries);
  }
}
