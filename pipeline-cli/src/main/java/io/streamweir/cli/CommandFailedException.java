package io.streamweir.cli;

/** The command could not do what it was asked for; the message says why and what to do. */
final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandFailedException(String message) {
    super(message);
  }
}
