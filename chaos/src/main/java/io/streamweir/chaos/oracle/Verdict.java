package io.streamweir.chaos.oracle;

import java.util.List;

/**
 * A run in the terms of Jepsen's total-queue checker, counted in jobs.
 *
 * @param attempted jobs whose submit was begun and not refused
 * @param acknowledged jobs of which the producer knows that Redis has them
 * @param ok jobs that came to their end
 * @param lost acknowledged jobs that did not, or only in part
 * @param unexpected effects, results or dead letters of jobs that were not submitted
 * @param duplicated jobs with an effect that happened more than once
 * @param recovered jobs that came to their end although their producer does not know of it
 * @param violations what must not have happened, one line each
 * @see <a
 *     href="https://github.com/jepsen-io/jepsen/blob/main/jepsen/src/jepsen/checker.clj">Jepsen's
 *     checkers</a>
 */
public record Verdict(
    long attempted,
    long acknowledged,
    long ok,
    long lost,
    long unexpected,
    long duplicated,
    long recovered,
    List<String> violations) {
  /** Whether nothing happened that must not happen. */
  public boolean passed() {
    return violations.isEmpty();
  }
}
