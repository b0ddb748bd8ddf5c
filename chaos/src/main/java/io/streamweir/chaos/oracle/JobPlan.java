package io.streamweir.chaos.oracle;

import io.streamweir.chaos.program.Kind;

/**
 * A job whose answer is known.
 *
 * @param number of the job within the run, from 0
 * @param kind which way it goes
 * @param value what the stages compute with
 */
public record JobPlan(long number, Kind kind, long value) {
  private static final String PREFIX = "job-";

  /** The id under which the job is submitted. */
  public String jobId() {
    return PREFIX + number;
  }
}
