package io.streamweir.spring.boot.endpoint;

import io.streamweir.inspect.DeadLetters.Letter;
import java.time.Instant;

/**
 * One dead letter, without its payload.
 *
 * @param stage the stage at which it died
 * @param id by which it is found again
 * @param job the job's id
 * @param reason the kind of failure
 * @param error the first line of what happened
 * @param attempts how many attempts failed
 * @param diedAt when it died
 */
public record DeadLetterView(
    String stage,
    String id,
    String job,
    String reason,
    String error,
    int attempts,
    Instant diedAt) {
  static DeadLetterView of(String stage, Letter letter) {
    return new DeadLetterView(
        stage,
        letter.id(),
        letter.jobId(),
        letter.reason(),
        letter.error().lines().findFirst().orElse(""),
        letter.attempts(),
        letter.diedAt());
  }
}
