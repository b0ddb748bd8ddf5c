package io.streamweir.http.core;

import io.streamweir.pipeline.JobId;
import java.util.Optional;
import java.util.regex.Pattern;

/** Gives each request an id, and reads the trace that it belongs to. */
final class RequestIds {
  static final String HEADER = "X-Request-Id";
  private static final Pattern GIVEN = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
  private static final Pattern TRACE_PARENT =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

  private RequestIds() {}

  /** The client's own id where it is a short name, else a new one. */
  static String of(Request request) {
    return request.header(HEADER).filter(id -> GIVEN.matcher(id).matches()).orElseGet(JobId::next);
  }

  /** The trace id of {@code traceparent}. */
  static Optional<String> trace(Request request) {
    return request
        .header("traceparent")
        .map(TRACE_PARENT::matcher)
        .filter(java.util.regex.Matcher::matches)
        .map(matcher -> matcher.group(1));
  }
}
