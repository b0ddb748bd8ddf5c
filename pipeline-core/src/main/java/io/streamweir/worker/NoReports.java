package io.streamweir.worker;

import io.streamweir.pipeline.Progress;
import io.streamweir.pipeline.RunReports;
import java.util.Optional;

/** A program that only looks at an entry has no say in what is known of it. */
enum NoReports implements RunReports {
  /** For all handlers of taps. */
  TO_TAPS;

  @Override
  public void progress(Progress progress) {
    throw refusal();
  }

  @Override
  public void checkpoint(Object state) {
    throw refusal();
  }

  @Override
  public <T> Optional<T> lastCheckpoint(Class<T> type) {
    throw refusal();
  }

  private static UnsupportedOperationException refusal() {
    return new UnsupportedOperationException(
        "a tap only looks at an entry: the stage's own handler reports and saves");
  }
}
