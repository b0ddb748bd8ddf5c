package io.streamweir.http.core;

import java.util.List;

/**
 * Answers requests by routes, and does for all of them what HTTP asks: methods, media types,
 * tokens, problems, conditional requests, cross-origin requests and the log. Knows no server.
 * Thread-safe.
 */
public final class Api {
  private final Router router;
  private final Authenticator authenticator;
  private final ApiConfig config;
  private final CrossOrigin crossOrigin;

  /** An API of these routes. */
  public Api(List<Route> routes, Authenticator authenticator, ApiConfig config) {
    this.router = new Router(routes);
    this.authenticator = authenticator;
    this.config = config;
    this.crossOrigin = new CrossOrigin(config.origins());
  }

  /**
   * Begins with a request whose body has not been read. Never throws and never waits.
   *
   * @param head the request without its body
   */
  public Exchange accept(Request head) {
    return Exchange.begin(this, head);
  }

  /**
   * Answers a request whose body is there, on the caller's thread, and waits for answers that come
   * later. For tests and for callers that have no server.
   */
  public Answer answer(Request request) {
    return accept(request).answer(request).join();
  }

  Router router() {
    return router;
  }

  Authenticator authenticator() {
    return authenticator;
  }

  ApiConfig config() {
    return config;
  }

  CrossOrigin crossOrigin() {
    return crossOrigin;
  }
}
