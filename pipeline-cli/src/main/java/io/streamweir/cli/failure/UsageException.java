package io.streamweir.cli.failure;

/** The command was called in a way that cannot work; nothing was done. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}
