package io.streamweir.http.job;

import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Problem;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Through which one submit goes to Redis, unless the server stops before: then the gate is shut,
 * and the job is never added. Thread-safe.
 */
final class SendGate {
  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

  private enum State {
    OPEN,
    PASSED,
    SHUT
  }

  /**
   * The job is sent now.
   *
   * @throws io.streamweir.http.core.ProblemException where the gate is shut
   */
  void pass() {
    if (!state.compareAndSet(State.OPEN, State.PASSED)) {
      throw Problem.stopping().asException();
    }
  }

  /** The answer where the server stops before Redis has answered. */
  Answer stopped() {
    boolean shut = state.compareAndSet(State.OPEN, State.SHUT) || state.get() == State.SHUT;
    return shut
        ? Answer.stopping()
        : Problem.submitUncertain(
                "the server stops before Redis has answered; the job may have been added")
            .answer();
  }
}
