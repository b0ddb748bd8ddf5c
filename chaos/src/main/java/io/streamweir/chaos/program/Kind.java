package io.streamweir.chaos.program;

/** Which way a job goes. */
public enum Kind {
  /** Through the three stages. */
  PLAIN,
  /** Through the three stages, and a second piece into the branch. */
  BRANCH,
  /** In three pieces through the stages. */
  FAN,
  /** Through the three stages, then split into parts whose values are gathered. */
  GATHER,
  /**
   * Through a stage that keeps the order of jobs with the same key, where jobs have no priorities;
   * some fail there once.
   */
  ORDER,
  /** Fails twice at the second stage and succeeds at the third attempt. */
  RETRY,
  /** Fails at the second stage as often as it is tried. */
  FAIL,
  /** Is rejected by the second stage. */
  REJECT,
  /** Takes far longer than a lease. */
  SLOW,
  /** Kills the worker that handles it. */
  HALT
}
