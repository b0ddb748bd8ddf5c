package io.streamweir.spring.boot.connection;

/** Spring Data Redis is set up for a static master and replicas, of which nobody names the next. */
final class UnsupportedTopologyException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  UnsupportedTopologyException() {
    super("Spring Data Redis is set up for a static master and its replicas");
  }
}
