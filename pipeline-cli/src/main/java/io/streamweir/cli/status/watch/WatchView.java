package io.streamweir.cli.status.watch;

import io.streamweir.http.sample.StatusHistory;
import io.streamweir.http.sample.StatusSample;
import org.jspecify.annotations.Nullable;

/** How a watch is shown. All on one thread. */
interface WatchView {
  /** Shows a new sample, which the history holds already. */
  void sampled(StatusSample sample, StatusHistory history);

  /** Shows that one more sample could not be taken. */
  void failed(Outage outage);

  /** Shows what time has changed; called once a second and after every change. */
  default void refresh(StatusHistory history, @Nullable Outage outage) {}
}
