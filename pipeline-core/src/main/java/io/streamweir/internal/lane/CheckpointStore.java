package io.streamweir.internal.lane;

import io.streamweir.internal.settle.Held;
import io.streamweir.pipeline.LeaseLostException;
import java.util.Optional;

/** Keeps what handlers of a lane save for the next run of the same entry. Thread-safe. */
public interface CheckpointStore {
  /** What one run of a handler saves and reads. Thread-safe; its methods wait for Redis. */
  interface Slot {
    /**
     * Saves it, in place of what was saved before.
     *
     * @throws LeaseLostException where the entry is another worker's
     */
    void save(Object state);

    /** What was saved last. */
    <T> Optional<T> last(Class<T> type);
  }

  /** For the run that has begun. */
  Slot open(Held held);
}
