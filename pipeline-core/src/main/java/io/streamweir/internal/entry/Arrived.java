package io.streamweir.internal.entry;

import java.util.List;

/**
 * What a read has brought of one inbox.
 *
 * @param entries that were kept
 * @param leftOut ids of entries beyond the bound of the read, which are pending all the same
 */
public record Arrived(List<Entry> entries, List<String> leftOut) {
  /** Whether the read has brought nothing. */
  public boolean isEmpty() {
    return entries.isEmpty() && leftOut.isEmpty();
  }
}
