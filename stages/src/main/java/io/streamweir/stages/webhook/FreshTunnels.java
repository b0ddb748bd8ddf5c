package io.streamweir.stages.webhook;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells whether a tunnel was opened for a request, or whether the client sent it through one that
 * it had opened for an earlier request. Thread-safe.
 *
 * <p>{@code java.net.http} does not say so itself. But it copies headers named {@code Proxy-…} of a
 * request to the {@code CONNECT} that it makes for that request, and sends them through no tunnel.
 * So a tag in such a header reaches the guard exactly if a tunnel is opened for the request.
 */
final class FreshTunnels {
  /** The header that holds a request's tag. No event may have one of this name. */
  static final String HEADER = "Proxy-Streamweir-Request";

  private final AtomicLong last = new AtomicLong();
  private final Map<String, Boolean> freshByTag = new ConcurrentHashMap<>();

  /** A tag that no other request has. */
  String tag() {
    return Long.toString(last.incrementAndGet());
  }

  /** Notes that the request of this tag is about to be sent, until it is forgotten. */
  void expect(String tag) {
    freshByTag.put(tag, false);
  }

  /** Notes that a tunnel is opened for the request of this tag, unless that has ended. */
  void opened(String tag) {
    freshByTag.computeIfPresent(tag, (key, fresh) -> true);
  }

  /** Whether a tunnel was opened for the request of this tag. */
  boolean isFresh(String tag) {
    return freshByTag.getOrDefault(tag, true);
  }

  /** Forgets a request that has ended. */
  void forget(String tag) {
    freshByTag.remove(tag);
  }
}
