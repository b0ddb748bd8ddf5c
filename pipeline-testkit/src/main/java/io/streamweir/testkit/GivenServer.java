package io.streamweir.testkit;

import java.net.URI;
import java.util.Locale;
import java.util.OptionalLong;

/** A server that ran before the tests and runs after them. */
final class GivenServer implements RedisServer {
  private static final int DEFAULT_PORT = 6379;

  private final URI uri;

  GivenServer(URI uri) {
    this.uri = uri;
  }

  @Override
  public String host() {
    return uri.getHost();
  }

  @Override
  public int port() {
    return portOf(uri);
  }

  static int portOf(URI uri) {
    return uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
  }

  @Override
  public String uri() {
    return uri.toString();
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.empty();
  }

  @Override
  public String output() {
    return "";
  }

  @Override
  public void kill() {
    throw notOurs();
  }

  @Override
  public void stop() {
    throw notOurs();
  }

  @Override
  public void restart() {
    throw notOurs();
  }

  @Override
  public void pause() {
    throw notOurs();
  }

  @Override
  public void resume() {
    throw notOurs();
  }

  @Override
  public void close() {
    // It goes on running.
  }

  private UnsupportedOperationException notOurs() {
    return new UnsupportedOperationException(
        String.format(
            Locale.ROOT,
            "%s was given; a test that breaks its server starts its own with RedisServer.start",
            this));
  }

  @Override
  public String toString() {
    return "RedisServer[" + host() + ":" + port() + "]";
  }
}
