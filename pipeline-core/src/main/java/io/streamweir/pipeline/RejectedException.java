package io.streamweir.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * A handler throws this where trying again cannot help: the entry becomes a dead letter at once,
 * with the message as its error. The same as returning {@link Outcome#reject}, from deep inside a
 * call.
 */
public final class RejectedException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  /** Rejects the entry for this reason. */
  public RejectedException(String reason) {
    super(reason);
  }

  /** Rejects the entry for this reason, which came from that cause. */
  public RejectedException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }
}
