package io.streamweir.pipeline;

import java.util.Optional;

/**
 * Where that goes which one run of a handler says beside its outcome. Handlers use it by their
 * {@link StageContext}, whose methods of the same names say more. Thread-safe.
 */
public interface RunReports {
  /** The handler has come so far. Does not wait for anything. */
  void progress(Progress progress);

  /** Saves this for the next run of the same entry. */
  void checkpoint(Object state);

  /** What this run or an earlier one of the same entry has saved last. */
  <T> Optional<T> lastCheckpoint(Class<T> type);
}
