package io.streamweir.payload;

import org.jspecify.annotations.Nullable;

/** A value that its component cannot carry; the message names the component. */
final class UnwritableException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  UnwritableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
