package io.streamweir.chaos.oracle;

/**
 * One job's submit, and what its producer knows of it.
 *
 * @param job what was submitted
 * @param fate what the producer was told
 * @param begunAt when it was begun, by {@link System#nanoTime}
 * @param endedAt when the producer knew its fate
 */
public record Submission(JobPlan job, Fate fate, long begunAt, long endedAt) {
  /** What a producer knows. */
  public enum Fate {
    /** Redis has it. */
    ACKNOWLEDGED,
    /** Redis has it not. */
    REFUSED,
    /** The answer was lost. */
    UNCERTAIN
  }
}
