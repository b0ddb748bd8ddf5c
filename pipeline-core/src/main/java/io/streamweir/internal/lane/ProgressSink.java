package io.streamweir.internal.lane;

import io.streamweir.internal.settle.Held;
import io.streamweir.pipeline.Progress;

/** Hears how far the handlers of a lane have come. Thread-safe. */
@FunctionalInterface
public interface ProgressSink {
  /** Does not wait for anything. */
  void report(Held held, Progress progress);
}
