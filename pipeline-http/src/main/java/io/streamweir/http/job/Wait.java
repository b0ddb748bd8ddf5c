package io.streamweir.http.job;

import io.streamweir.client.Result;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Caller;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** One request that waits for the end of a job, for a time at most. */
final class Wait {
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();

  private Wait() {}

  /**
   * Takes one of the caller's waits.
   *
   * @throws io.streamweir.http.core.ProblemException where the caller has too many
   */
  static Wait begin(Caller caller) {
    Wait wait = new Wait();
    Caller.Slot slot = caller.open(Caller.Open.WAIT);
    wait.answer.whenComplete((any, thrown) -> slot.close());
    return wait;
  }

  /**
   * Waits for the end.
   *
   * @param ended the answer to an end
   * @param open the answer where there is none in time
   */
  void until(
      CompletableFuture<Result> end,
      Duration time,
      Function<Result, Answer> ended,
      Supplier<Answer> open) {
    CompletableFuture<Answer> timely = end.thenApply(ended);
    timely.whenComplete((there, thrown) -> done(there, thrown));
    CompletableFuture<Boolean> late =
        new CompletableFuture<Boolean>()
            .completeOnTimeout(true, time.toMillis(), TimeUnit.MILLISECONDS);
    late.thenRun(() -> answer.complete(open.get()));
    answer.whenComplete(
        (any, thrown) -> {
          end.cancel(false);
          late.cancel(false);
        });
  }

  private void done(Answer there, Throwable thrown) {
    if (thrown == null) {
      answer.complete(there);
    } else {
      fail(thrown);
    }
  }

  /** There is nothing to wait for. */
  void fail(Throwable thrown) {
    answer.completeExceptionally(thrown);
  }

  /** What is answered in the end; {@code stopped} where the server stops before. */
  Answer later(Supplier<Answer> stopped) {
    return Answer.later(answer, stopped);
  }
}
