package io.streamweir.pipeline;

import java.util.Objects;

/**
 * A job that an outcome submits to another pipeline, as part of a settlement: once, even if the
 * handler ran several times. Immutable.
 *
 * @param pipeline the name of a pipeline that the stage names by {@link StageConfig#withSubmitting}
 * @param job what is submitted
 * @param options how
 */
public record Submission(String pipeline, Object job, ChainOptions options) {
  /** The most jobs that one outcome may submit. */
  public static final int MOST = 100;

  /** Checks the pipeline's name. */
  public Submission {
    Names.check("pipeline", pipeline);
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(options, "options");
  }
}
