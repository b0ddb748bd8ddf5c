package io.streamweir.listener;

/**
 * Why an attempt failed. Immutable.
 *
 * @param exception the class of what was thrown, by the handler or on the way to it; empty where
 *     nothing was
 * @param deadBecause the reason of the dead letter that the entry became, one word; empty where the
 *     entry is tried again
 */
public record EntryFailure(String exception, String deadBecause) {
  /** What stands for the exception in metrics and texts where nothing was thrown. */
  public static final String NOT_THROWN = "none";

  /** The class of what was thrown, or {@link #NOT_THROWN}. */
  public String cause() {
    return exception.isEmpty() ? NOT_THROWN : exception;
  }
}
