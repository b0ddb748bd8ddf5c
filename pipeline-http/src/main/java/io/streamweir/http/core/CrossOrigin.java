package io.streamweir.http.core;

import java.util.Optional;
import java.util.Set;

/** Lets pages of the configured origins ask, as the Fetch standard says it (CORS). */
final class CrossOrigin {
  private static final String HEADERS =
      "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID,"
          + " Prefer, traceparent, tracestate, X-Request-Id";
  private static final String EXPOSED =
      "ETag, Location, Preference-Applied, Retry-After, X-Request-Id";

  private final Set<String> origins;

  CrossOrigin(Set<String> origins) {
    this.origins = origins;
  }

  /** The answer with what the page's browser wants to read. */
  Answer allow(Request request, Answer answer) {
    if (origins.isEmpty()) {
      return answer;
    }
    Answer varying = answer.withHeader("Vary", "Origin");
    return origin(request)
        .map(
            origin ->
                varying
                    .withHeader("Access-Control-Allow-Origin", origin)
                    .withHeader("Access-Control-Expose-Headers", EXPOSED))
        .orElse(varying);
  }

  /** The answer to OPTIONS, which for a browser's preflight says more. */
  Answer options(Request request, String allowed) {
    Answer answer = Answer.empty(204).withHeader("Allow", allowed);
    if (origin(request).isEmpty() || request.header("Access-Control-Request-Method").isEmpty()) {
      return answer;
    }
    return answer
        .withHeader("Access-Control-Allow-Methods", allowed)
        .withHeader("Access-Control-Allow-Headers", HEADERS)
        .withHeader("Access-Control-Max-Age", "600");
  }

  private Optional<String> origin(Request request) {
    return request.header("Origin").filter(origins::contains);
  }
}
