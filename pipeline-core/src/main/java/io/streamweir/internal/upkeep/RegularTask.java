package io.streamweir.internal.upkeep;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

/** A task that waits equally long after each run. */
record RegularTask(
    String role, String purpose, Duration interval, Callable<? extends CompletionStage<?>> work)
    implements UpkeepTask {
  @Override
  public CompletionStage<Duration> run() throws Exception {
    return work.call().thenApply(done -> interval);
  }
}
