package io.streamweir.cli.terminal;

/** Nobody reads our standard output any longer, as with {@code | head}. */
public final class ClosedOutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClosedOutputException() {
    super("standard output is closed");
  }
}
