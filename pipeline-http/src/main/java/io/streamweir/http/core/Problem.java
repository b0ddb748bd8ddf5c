package io.streamweir.http.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not carried out, as RFC 9457 tells it. Immutable.
 *
 * @param type its kind
 * @param detail what happened here, for people
 * @param retryAfter when the same request may succeed; null where that is not known
 * @param members what programs may read beside it, such as {@code errors}
 */
public record Problem(
    ProblemType type, String detail, @Nullable Duration retryAfter, Map<String, JsonNode> members) {
  /** The media type of problems. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** A problem without members. */
  public static Problem of(ProblemType type, String detail) {
    return new Problem(type, detail, null, Map.of());
  }

  /** That the server takes no more requests. */
  public static Problem stopping() {
    return of(ProblemType.STOPPING, "the server is stopping; ask again")
        .withRetryAfter(Duration.ofSeconds(1));
  }

  /** That a job may have been added or not. */
  public static Problem submitUncertain(String detail) {
    return of(ProblemType.SUBMIT_UNCERTAIN, detail).withRetryAfter(Duration.ofSeconds(1));
  }

  /** The same, which may be gone after this time. */
  public Problem withRetryAfter(Duration time) {
    return new Problem(type, detail, time, members);
  }

  /** The same with a member more. */
  public Problem with(String member, JsonNode value) {
    Map<String, JsonNode> more = new LinkedHashMap<>(members);
    more.put(member, value);
    return new Problem(type, detail, retryAfter, more);
  }

  /** As an exception, which becomes this answer wherever it is thrown. */
  public ProblemException asException() {
    return new ProblemException(this);
  }

  /** The body. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", type.uri());
    json.put("title", type.title());
    json.put("status", type.status());
    json.put("detail", detail);
    members.forEach(json::set);
    return json;
  }

  /** The answer that tells it. */
  public Answer answer() {
    Answer answer = Answer.json(type.status(), json()).withHeader("Content-Type", MEDIA_TYPE);
    if (type == ProblemType.UNAUTHORIZED) {
      answer = answer.withHeader("WWW-Authenticate", "Bearer");
    }
    return retryAfter == null
        ? answer
        : answer.withHeader("Retry-After", Long.toString(seconds(retryAfter)));
  }

  /** Rounded up, at least one. */
  private static long seconds(Duration time) {
    return Math.max(1, time.plusMillis(999).toSeconds());
  }
}
