package io.streamweir.internal.upkeep;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Something that is done again and again, one unit of work at a time. {@link Upkeep} runs it.
 * Whatever it throws is a failure of that one run.
 */
public interface UpkeepTask {
  /** A short name that few tasks share, for metrics: a verb such as {@code promote}. */
  String role();

  /** What it does and for whom, for the log: as {@code moving delayed entries of orders/0}. */
  String purpose();

  /** The usual wait between two runs, and the longest one before the first. */
  Duration interval();

  /** How long to wait after a run that failed. Default: the interval. */
  default Duration afterFailure() {
    return interval();
  }

  /** After so long a run is given up, so that the next one can begin. Default: a minute. */
  default Duration patience() {
    return Duration.ofMinutes(1);
  }

  /**
   * One unit of work. It ends when the stage does, whose value is the wait for the next one; zero
   * where there may be more to do.
   */
  CompletionStage<Duration> run() throws Exception;

  /** Work that is done when it returns. */
  interface Work {
    /** Does it. */
    void run() throws Exception;
  }

  /** A task whose work is done when it returns. */
  static UpkeepTask every(Duration interval, String role, String purpose, Work work) {
    return new RegularTask(
        role,
        purpose,
        interval,
        () -> {
          work.run();
          return CompletableFuture.completedFuture(null);
        });
  }

  /** A task whose work is done when the stage ends that it answers with. */
  static UpkeepTask awaiting(
      Duration interval, String role, String purpose, Supplier<? extends CompletionStage<?>> work) {
    return new RegularTask(role, purpose, interval, work::get);
  }
}
