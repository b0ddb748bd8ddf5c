package io.streamweir.client;

import io.streamweir.pipeline.StreamweirException;
import org.jspecify.annotations.Nullable;

/** A payload is larger than the client may submit; nothing was added. */
public final class PayloadTooLargeException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  PayloadTooLargeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
