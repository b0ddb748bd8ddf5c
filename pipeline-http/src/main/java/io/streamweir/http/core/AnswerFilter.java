package io.streamweir.http.core;

/**
 * Sees every answer before it is written, and may give another one in its place. Thread-safe; no
 * call waits or throws.
 */
@FunctionalInterface
public interface AnswerFilter {
  /** Leaves answers as they are. */
  AnswerFilter NONE = (request, answer) -> answer;

  /**
   * What is answered in the place of this answer.
   *
   * @param request as far as it is known: with its body, where the route takes it whole
   */
  Answer filter(Request request, Answer answer);
}
