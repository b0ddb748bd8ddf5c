package io.streamweir.http.core;

import io.streamweir.pipeline.StreamweirException;

/** Ends a request with a {@link Problem}. */
public final class ProblemException extends StreamweirException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.type().slug() + ": " + problem.detail());
    this.problem = problem;
  }

  /** What becomes the answer. */
  public Problem problem() {
    return problem;
  }
}
