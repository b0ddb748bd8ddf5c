package io.streamweir.testkit;

/**
 * A part of a shared server for one test alone: every key of the test starts with the namespace and
 * a colon.
 *
 * @param server the shared server
 * @param namespace a fresh name such as {@code t3k9x2ab}
 */
public record RedisSpace(RedisServer server, String namespace) {
  /** Returns the server's address as Redis clients take it. */
  public String uri() {
    return server.uri();
  }

  /** Returns a key in this namespace, such as {@code t3k9x2ab:inbox}. */
  public String key(String name) {
    return namespace + ":" + name;
  }
}
