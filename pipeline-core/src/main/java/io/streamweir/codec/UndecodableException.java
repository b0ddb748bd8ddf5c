package io.streamweir.codec;

import io.streamweir.pipeline.StreamweirException;
import org.jspecify.annotations.Nullable;

/**
 * A payload that no later attempt can read: not Avro's single-object encoding, cut short, or of a
 * schema that does not fit.
 */
public final class UndecodableException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  UndecodableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  UndecodableException(String message) {
    super(message);
  }
}
