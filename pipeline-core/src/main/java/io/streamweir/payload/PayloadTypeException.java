package io.streamweir.payload;

import org.jspecify.annotations.Nullable;

/**
 * Thrown where a class cannot be a payload. The message names the class, and the component that is
 * the reason, and says what to do.
 */
public final class PayloadTypeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  PayloadTypeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  PayloadTypeException(String message) {
    super(message);
  }
}
