package io.streamweir.client;

import io.streamweir.pipeline.StreamweirException;
import org.jspecify.annotations.Nullable;

/** Redis did not take a job within the submit timeout; nothing was added. */
public final class SubmitFailedException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  SubmitFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
