package io.streamweir.internal.upkeep;

/** Hears of the runs that fail, to count them. Called from several threads at once. */
public interface UpkeepListener {
  /** Hears nothing. */
  UpkeepListener NONE = (task, thrown) -> {};

  /** A run of the task failed; the next one comes in its time. */
  void failed(UpkeepTask task, Throwable thrown);
}
