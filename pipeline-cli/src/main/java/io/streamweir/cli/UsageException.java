package io.streamweir.cli;

/** The command was called in a way that cannot work; nothing was done. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
