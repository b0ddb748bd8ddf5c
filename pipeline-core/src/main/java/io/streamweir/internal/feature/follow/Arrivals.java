package io.streamweir.internal.feature.follow;

import io.streamweir.internal.entry.Entry;
import java.util.List;

/**
 * How a follower gets what its group was not given yet. Used by one thread; {@link #unblock} may be
 * called by any. Methods throw {@link io.streamweir.redis.RedisCallException} where Redis cannot be
 * asked.
 */
public interface Arrivals extends AutoCloseable {
  /** Creates the group where it is missing. */
  void open();

  /** Up to so many entries, for the first of which it waits half a second at most. */
  List<Entry> next(int most);

  /** So many entries are gone that a dead follower had been given. */
  void gone(int entries);

  /** Ends a {@link #next} that waits at the server. */
  void unblock();

  /** The state of the connection is in doubt. */
  void reset();

  @Override
  void close();
}
