package io.streamweir.http.core;

import java.util.Locale;

/** The kinds of problems, as RFC 9457 has them. Their names never change. */
public enum ProblemType {
  BAD_REQUEST(400, "The request cannot be understood"),
  UNAUTHORIZED(401, "A token is needed"),
  FORBIDDEN(403, "The token does not allow this"),
  NOT_FOUND(404, "There is no such thing"),
  METHOD_NOT_ALLOWED(405, "This method is not for this path"),
  NOT_ACCEPTABLE(406, "There is no such representation"),
  REQUEST_TIMEOUT(408, "The request did not arrive in time"),
  CONFLICT(409, "The present state does not allow this"),
  PRECONDITION_FAILED(412, "It was changed meanwhile"),
  TOO_LARGE(413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "A body of this type is not understood"),
  INVALID_INPUT(422, "The input does not fit"),
  IDEMPOTENCY_KEY_REUSED(422, "The key was used with another payload"),
  PRECONDITION_REQUIRED(428, "A precondition is needed"),
  RATE_LIMITED(429, "Too many requests"),
  TOO_MANY_OPEN(429, "Too many open streams or waits"),
  INTERNAL(500, "The server failed"),
  INBOX_FULL(503, "The first stage has no room"),
  SUBMITS_REFUSED(503, "The pipeline is paused and takes no jobs"),
  UNAVAILABLE(503, "Redis cannot be reached"),
  BUSY(503, "The server has too much to do"),
  STOPPING(503, "The server is stopping"),
  SUBMIT_UNCERTAIN(504, "Whether the job was added is not known"),
  CHANGE_UNCERTAIN(504, "The change may have been made"),
  NOT_REPLICATED(504, "The job was added, but not copied to enough replicas");

  private static final String PREFIX = "urn:streamweir:problem:";

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The status of answers that tell it. */
  public int status() {
    return status;
  }

  /** A short sentence for people, the same for all problems of this type. */
  public String title() {
    return title;
  }

  /** The short name, such as {@code inbox-full}. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The member {@code type}, a URN. */
  public String uri() {
    return PREFIX + slug();
  }
}
