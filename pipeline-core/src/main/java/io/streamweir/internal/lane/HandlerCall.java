package io.streamweir.internal.lane;

import io.github.resilience4j.retry.Retry;
import io.streamweir.internal.settle.HandlerRun;
import io.streamweir.internal.settle.Held;
import io.streamweir.pipeline.BatchEntry;
import io.streamweir.pipeline.BatchStage;
import io.streamweir.pipeline.LeaseLostException;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.RejectedException;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.StreamweirException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls a stage's handler, once or as often as the stage's in-process retry says, each run of it
 * within the stage's timeout. Thread-safe.
 *
 * @param <I> what the stage takes
 * @param <O> what it hands on
 */
public final class HandlerCall<I, O> {
  private static final Duration LEAST_GRACE = Duration.ofSeconds(1);
  private static final Duration LONGEST_GRACE = Duration.ofSeconds(30);

  private final StageDefinition<I, O> stage;
  private final ScheduledExecutorService timer;
  private final @Nullable Duration most;
  private final Duration grace;
  private volatile Consumer<HandlerRun> whenStuck = run -> {};
  private final @Nullable Retry retry;
  private final FailureLog failures;

  HandlerCall(StageDefinition<I, O> stage, ScheduledExecutorService timer, FailureLog failures) {
    this.stage = stage;
    this.timer = timer;
    this.most = stage.config().handlerTimeout();
    this.grace = grace(most);
    this.retry =
        stage.config().inProcessRetry() == null
            ? null
            : Retry.of(stage.name(), stage.config().inProcessRetry());
    this.failures = failures;
    if (retry != null) {
      retry.getEventPublisher().onRetry(again -> failures.calledAgain(again.getLastThrowable()));
    }
  }

  /**
   * What the handler says of the entry, which runs on the calling thread.
   *
   * @throws Exception what the handler threw last
   */
  Outcome<O> outcome(Held held, I input, StageContext context) throws Exception {
    if (retry == null && most == null) { // most stages: nothing to allocate
      try {
        return checked(stage.handler().handle(input, context));
      } finally {
        held.handlerReturned();
      }
    }
    return guarded(held, () -> checked(input, context), Outcome.drop());
  }

  /**
   * What the handler of a batch stage says of entries that it takes together, on the calling
   * thread.
   *
   * @throws Exception what the handler threw last
   */
  List<? extends Outcome<O>> outcomes(HandlerRun run, List<BatchEntry<I>> entries)
      throws Exception {
    BatchStage<I, O> handler = (BatchStage<I, O>) stage.handler();
    return guarded(run, () -> checked(handler.handleAll(entries), entries.size()), List.of());
  }

  /**
   * What the handler says, in any form; {@code moot} where it will not be carried out.
   *
   * @throws Exception what the handler threw last
   */
  public <T> T guarded(HandlerRun run, Callable<T> handler, T moot) throws Exception {
    try {
      return perhapsAgain(run, handler, moot);
    } finally {
      run.entries().forEach(Held::handlerReturned);
    }
  }

  private <T> T perhapsAgain(HandlerRun run, Callable<T> handler, T moot) throws Exception {
    if (retry == null) {
      return once(run, handler);
    }
    AtomicReference<@Nullable LeaseLostException> lost = new AtomicReference<>();
    T answer = retry.executeCallable(() -> unlessMoot(run, handler, moot, lost));
    LeaseLostException thrown = lost.get();
    if (thrown != null) {
      throw thrown;
    }
    return answer;
  }

  /** One of several attempts; if no lane waits for what comes of it, there is nothing to try. */
  private <T> T unlessMoot(
      HandlerRun run,
      Callable<T> handler,
      T moot,
      AtomicReference<@Nullable LeaseLostException> lost)
      throws Exception {
    if (run.moot() || lost.get() != null) {
      return moot; // it was between two attempts
    }
    try {
      return once(run, handler);
    } catch (LeaseLostException e) {
      lost.set(e);
      return moot;
    } catch (Exception e) {
      if (run.moot()) {
        failures.moot(e);
        return moot;
      }
      throw e;
    }
  }

  private <T> T once(HandlerRun run, Callable<T> handler) throws Exception {
    return most == null ? handler.call() : bounded(most, run, handler);
  }

  /** What comes too late does not count, since the handler was told to stop. */
  private <T> T bounded(Duration time, HandlerRun run, Callable<T> handler) throws Exception {
    int number = run.beginRun();
    Future<?> timeout =
        timer.schedule(() -> timeOut(run, number), time.toMillis(), TimeUnit.MILLISECONDS);
    TimeoutException late = new TimeoutException("the handler ran for more than " + time);
    late.setStackTrace(new StackTraceElement[0]);
    try {
      T answer = handler.call();
      if (!run.endRun()) {
        return answer;
      }
    } catch (Throwable e) {
      if (!run.endRun()) {
        throw e;
      }
      late.initCause(e); // where it was when it was told to stop
    } finally {
      timeout.cancel(false);
    }
    throw late;
  }

  private void timeOut(HandlerRun run, int number) {
    run.timeOut(number);
    timer.schedule(() -> giveUp(run, number), grace.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void giveUp(HandlerRun run, int number) {
    if (run.giveUp(number)) {
      whenStuck.accept(run);
    }
  }

  /** For an interrupted handler to end: as long as it might run, 1 s to 30 s. */
  private static Duration grace(@Nullable Duration timeout) {
    if (timeout == null || timeout.compareTo(LONGEST_GRACE) > 0) {
      return LONGEST_GRACE;
    }
    return timeout.compareTo(LEAST_GRACE) < 0 ? LEAST_GRACE : timeout;
  }

  /** Hears of a handler that did not end when it was interrupted for its timeout. */
  void whenStuck(Consumer<HandlerRun> told) {
    whenStuck = told;
  }

  private Outcome<O> checked(I input, StageContext context) throws Exception {
    try {
      return checked(stage.handler().handle(input, context));
    } catch (RejectedException e) {
      if (retry == null) {
        throw e;
      }
      return Outcome.reject(String.valueOf(e.getMessage())); // nothing to try again
    }
  }

  private Outcome<O> checked(@Nullable Outcome<O> outcome) {
    if (outcome == null) {
      throw new StreamweirException("the handler of stage '" + stage.name() + "' returned null");
    }
    return outcome;
  }

  private List<? extends Outcome<O>> checked(
      @Nullable List<? extends Outcome<O>> outcomes, int entries) {
    if (outcomes == null || outcomes.size() != entries) {
      throw new StreamweirException(
          "the handler of batch stage '"
              + stage.name()
              + "' must return one outcome for each entry, but returned "
              + (outcomes == null ? "null" : outcomes.size())
              + " for "
              + entries);
    }
    return outcomes;
  }
}
