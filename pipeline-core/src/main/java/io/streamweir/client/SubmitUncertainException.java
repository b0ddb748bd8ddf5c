package io.streamweir.client;

import io.streamweir.pipeline.StreamweirException;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a submit was lost: the job may be in Redis or not. Send it again with the same
 * dedupe key, or from the same {@link NumberedSource}, to have it exactly once.
 */
public final class SubmitUncertainException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  SubmitUncertainException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
