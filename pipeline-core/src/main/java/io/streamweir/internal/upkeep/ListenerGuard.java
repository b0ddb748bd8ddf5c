package io.streamweir.internal.upkeep;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/**
 * Keeps what a user's listener throws away from its callers, and logs the first of it. Thread-safe.
 */
public final class ListenerGuard {
  private final Logger log;
  private final String listener;
  private final AtomicBoolean logged = new AtomicBoolean();

  /**
   * A guard for one listener.
   *
   * @param listener whose it is, for the log: as {@code the listener of a worker}
   */
  public ListenerGuard(Logger log, String listener) {
    this.log = log;
    this.listener = listener;
  }

  /** Calls it; what it throws stays here. */
  public void call(Runnable call) {
    try {
      call.run();
    } catch (Throwable e) {
      failed(e);
    }
  }

  /** The listener threw this. */
  public void failed(Throwable thrown) {
    try {
      if (logged.compareAndSet(false, true)) {
        log.error("{} failed; further failures of it are not logged", listener, thrown);
      }
    } catch (Throwable e) {
      // a log that fails ends nothing
    }
  }
}
