package io.streamweir.client;

/**
 * What a cancel answers.
 *
 * @param now whether this call cancelled the job; otherwise it was cancelled or ended before
 * @param result how the job ended: cancelled, now or before, or as it had ended
 */
public record Cancellation(boolean now, Result result) {
  /** Whether the job is cancelled, now or by an earlier call; otherwise it had ended before. */
  public boolean cancelled() {
    return result instanceof Result.Cancelled;
  }
}
