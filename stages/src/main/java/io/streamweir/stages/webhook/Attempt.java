package io.streamweir.stages.webhook;

import org.jspecify.annotations.Nullable;

/** What came of one request. Immutable. */
sealed interface Attempt {
  /** Whether the target seems to be away: what opens its circuit. */
  boolean away();

  /** What happened, for people. */
  String describe();

  /**
   * The target answered.
   *
   * @param status of the answer
   * @param retryAfter the header of this name; null where there is none
   * @param text how the body begins, printable
   */
  record Answered(int status, @Nullable String retryAfter, String text) implements Attempt {
    /** Whether this delivered the event. */
    boolean delivered() {
      return status >= 200 && status <= 299;
    }

    @Override
    public boolean away() {
      return status >= 500;
    }

    @Override
    public String describe() {
      String answered = "the target answered with status " + status;
      if (status >= 300 && status <= 399) {
        answered += ", and redirects are not followed";
      }
      return text.isEmpty() ? answered : answered + ": " + text;
    }
  }

  /**
   * There was no answer, and may be one later.
   *
   * @param problem why
   */
  record Unanswered(String problem) implements Attempt {
    @Override
    public boolean away() {
      return true;
    }

    @Override
    public String describe() {
      return "no answer from the target: " + problem;
    }
  }

  /**
   * The target's address may not be connected to.
   *
   * @param problem why
   */
  record Refused(String problem) implements Attempt {
    @Override
    public boolean away() {
      return false;
    }

    @Override
    public String describe() {
      return "refused target: " + problem;
    }
  }
}
