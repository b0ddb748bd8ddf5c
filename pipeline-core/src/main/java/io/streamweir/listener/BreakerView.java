package io.streamweir.listener;

/** What may be seen of a worker's breaker of a stage, at any time and from any thread. */
public interface BreakerView {
  /** What the breaker lets the worker's lanes do. */
  enum State {
    /** Work. */
    CLOSED,
    /** Rest: attempts have failed. */
    OPEN,
    /** Try a few entries. */
    HALF_OPEN
  }

  /** The pipeline's name. */
  String pipeline();

  /** The stage's name. */
  String stage();

  /** What it is now. */
  State state();
}
