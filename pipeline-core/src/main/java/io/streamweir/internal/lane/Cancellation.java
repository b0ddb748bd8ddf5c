package io.streamweir.internal.lane;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.settle.Effect;

/** Knows the jobs whose entries must not be handled any more. Thread-safe. */
public interface Cancellation {
  /** Whether the entry is not to be handled. */
  boolean has(Entry entry);

  /** What such an entry ends with. */
  Effect end(Entry entry);
}
