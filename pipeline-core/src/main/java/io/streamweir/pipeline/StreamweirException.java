package io.streamweir.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that Streamweir throws: bugs, misuse and failing I/O; expected outcomes
 * are values.
 */
public class StreamweirException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error that says what went wrong and where. */
  public StreamweirException(String message) {
    super(message);
  }

  /** An error that says what went wrong and where, with what caused it. */
  public StreamweirException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
