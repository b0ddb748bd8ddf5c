package io.streamweir.internal.feature.follow;

import io.streamweir.internal.entry.Entry;

/** What a follower does with each entry. */
@FunctionalInterface
public interface Look {
  /** Looks at one entry. Whatever it throws, the same entry comes again after a pause. */
  void at(Entry entry) throws Exception;
}
