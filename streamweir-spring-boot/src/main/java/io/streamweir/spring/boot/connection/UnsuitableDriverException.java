package io.streamweir.spring.boot.connection;

/** The Lettuce or the Netty of the application cannot work. */
final class UnsuitableDriverException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final String action;

  UnsuitableDriverException(String description, String action) {
    super(description);
    this.action = action;
  }

  String action() {
    return action;
  }
}
