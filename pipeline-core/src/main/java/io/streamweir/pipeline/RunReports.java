package io.streamweir.pipeline;

/**
 * Where that goes which one run of a handler says beside its outcome. Handlers use it by their
 * {@link StageContext}. Thread-safe.
 */
public interface RunReports {
  /** The handler has come so far. Does not wait for anything. */
  void progress(Progress progress);
}
