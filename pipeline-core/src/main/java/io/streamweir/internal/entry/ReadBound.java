package io.streamweir.internal.entry;

import java.util.List;
import java.util.function.Consumer;

/**
 * How much one read may keep. Redis bounds a read by entries alone, so that a reply may be larger
 * than memory is. Entries behind the bound are left out as they arrive, and are still pending.
 *
 * @param bytes of entries that are kept, at least one of which is
 * @param leftOut hears the ids of those that are not, before the answer; must not block
 */
public record ReadBound(long bytes, Consumer<List<String>> leftOut) {
  /** The bytes that one lane reads at once. */
  public static final long MOST_BYTES = 8 << 20;

  /** Keeps everything. */
  static final ReadBound NONE = new ReadBound(Long.MAX_VALUE, ids -> {});

  /** The bound of one lane. */
  public static ReadBound leavingOut(Consumer<List<String>> leftOut) {
    return new ReadBound(MOST_BYTES, leftOut);
  }
}
