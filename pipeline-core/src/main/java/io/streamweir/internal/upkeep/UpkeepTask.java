package io.streamweir.internal.upkeep;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Something that is done again and again, one unit of work at a time. {@link Upkeep} runs it.
 * Whatever it throws is a failure of that one run.
 *
 * @param role a short name that few tasks share, for metrics: a verb such as {@code promote}
 * @param purpose what it does and for whom, for the log: as {@code moving delayed entries of
 *     orders/0}
 * @param interval the usual wait between two runs, and the longest one before the first
 * @param afterFailure how long to wait after a run that failed; default: the interval
 * @param patience after so long a run is given up, so that the next one can begin; default: a
 *     minute
 * @param work one unit of work, which ends when the stage does. Its value is the wait for the next
 *     one; zero where there may be more to do
 */
public record UpkeepTask(
    String role,
    String purpose,
    Duration interval,
    Duration afterFailure,
    Duration patience,
    Callable<? extends CompletionStage<Duration>> work) {
  /** Work that is done when it returns. */
  public interface Work {
    /** Does it. */
    void run() throws Exception;
  }

  /** A task whose work is done when it returns. */
  public static UpkeepTask every(Duration interval, String role, String purpose, Work work) {
    return paced(
        interval,
        role,
        purpose,
        () -> {
          work.run();
          return CompletableFuture.completedFuture(interval);
        });
  }

  /** A task whose work is done when the stage ends that it answers with. */
  public static UpkeepTask awaiting(
      Duration interval, String role, String purpose, Supplier<? extends CompletionStage<?>> work) {
    return paced(interval, role, purpose, () -> work.get().thenApply(done -> interval));
  }

  /** A task whose work says how long to wait for the next. */
  public static UpkeepTask paced(
      Duration interval,
      String role,
      String purpose,
      Callable<? extends CompletionStage<Duration>> work) {
    return new UpkeepTask(role, purpose, interval, interval, Duration.ofMinutes(1), work);
  }

  /** The components that change by name, while they may. */
  private final class Draft {
    Duration afterFailure = afterFailure();
    Duration patience = patience();
  }

  private UpkeepTask with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new UpkeepTask(role, purpose, interval, draft.afterFailure, draft.patience, work);
  }

  /** The same with another wait after a failure. */
  public UpkeepTask withAfterFailure(Duration afterFailure) {
    return with(draft -> draft.afterFailure = afterFailure);
  }

  /** The same that is given up after another time. */
  public UpkeepTask withPatience(Duration patience) {
    return with(draft -> draft.patience = patience);
  }
}
