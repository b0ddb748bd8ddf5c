package io.streamweir.http.core;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Lets pages of the configured origins ask, as the Fetch standard says it (CORS). */
final class CrossOrigin {
  private static final String HEADERS =
      "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID,"
          + " Prefer, traceparent, tracestate, X-Request-Id";
  private static final String EXPOSED =
      "ETag, Location, Preference-Applied, Retry-After, X-Request-Id";

  /** What no name server can make lead elsewhere. */
  private static final Pattern ADDRESS =
      Pattern.compile("localhost|.*\\.localhost|[0-9.]+|\\[[0-9a-f:.]+]");

  private static final Pattern LOCAL =
      Pattern.compile("localhost|.*\\.localhost|127\\.[0-9.]+|\\[::1]");

  /** What a browser says of pages of the server itself, and of what a person has typed. */
  private static final Set<String> OWN = Set.of("same-origin", "none");

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

  /**
   * Refuses what a page from elsewhere asks by the browser of somebody on this machine. Where
   * nobody needs a token, that page could do everything: a name that leads here is no sign that it
   * may.
   *
   * @throws ProblemException where the request says that it comes from elsewhere
   */
  void checkLocal(Request request) {
    String host = request.header("Host").orElse("localhost");
    Optional<String> origin = request.header("Origin");
    boolean asked = ADDRESS.matcher(name(host)).matches() || named(host);
    boolean page = origin.isEmpty() || origins.contains(origin.get()) || local(origin.get(), host);
    if (!asked || !page) {
      throw Problem.of(
              ProblemType.FORBIDDEN,
              "without tokens the server answers this machine only, and not pages of "
                  + origin.orElse(host)
                  + "; allow that origin (--cors), or use tokens")
          .asException();
    }
  }

  /**
   * Refuses what a page from elsewhere asks by the browser of somebody who has logged in here: the
   * browser sends the login along.
   *
   * @throws ProblemException where the request says that it comes from elsewhere
   */
  void checkOwn(Request request) {
    boolean own = request.header("Sec-Fetch-Site").filter(OWN::contains).isPresent();
    Optional<String> origin = request.header("Origin").filter(each -> !origins.contains(each));
    String host = request.header("Host").orElse("");
    if (!own && origin.isPresent() && !authority(origin.get()).equalsIgnoreCase(host)) {
      throw Problem.of(
              ProblemType.FORBIDDEN, "pages of " + origin.get() + " may not ask; allow that origin")
          .asException();
    }
  }

  private static String authority(String origin) {
    return origin.replaceFirst("^https?://", "");
  }

  /** Whether a page of this origin comes from this machine, or from the server itself. */
  private static boolean local(String origin, String host) {
    String authority = authority(origin);
    return authority.equalsIgnoreCase(host) || LOCAL.matcher(name(authority)).matches();
  }

  private boolean named(String host) {
    return origins.stream()
        .anyMatch(each -> name(each.replaceFirst("^https?://", "")).equals(name(host)));
  }

  /** Without the port. */
  private static String name(String authority) {
    return authority.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
  }

  private Optional<String> origin(Request request) {
    return request.header("Origin").filter(origins::contains);
  }
}
