package io.streamweir.worker;

import io.github.resilience4j.retry.Retry;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.RejectedException;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.StreamweirException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Calls a stage's handler, once or as often as the stage's in-process retry says, each run of it
 * within the stage's timeout. Thread-safe.
 *
 * @param <I> what the stage takes
 * @param <O> what it hands on
 */
final class HandlerCall<I extends SpecificRecord, O extends SpecificRecord> {
  private final StageDefinition<I, O> stage;
  private final ScheduledExecutorService timer;
  private final @Nullable Duration most;
  private final @Nullable Retry retry;

  HandlerCall(StageDefinition<I, O> stage, ScheduledExecutorService timer) {
    this.stage = stage;
    this.timer = timer;
    this.most = stage.config().handlerTimeout();
    this.retry =
        stage.config().inProcessRetry() == null
            ? null
            : Retry.of(stage.name(), stage.config().inProcessRetry());
  }

  /**
   * What the handler says of the entry, which runs on the calling thread.
   *
   * @throws Exception what the handler threw last
   */
  Outcome<O> outcome(Held held, I input, StageContext context) throws Exception {
    if (retry == null) {
      return once(held, input, context);
    }
    Callable<Outcome<O>> attempt = () -> attempt(held, input, context);
    return retry.executeCallable(attempt);
  }

  private Outcome<O> attempt(Held held, I input, StageContext context) throws Exception {
    if (held.cancelled()) {
      return Outcome.drop(); // it was between two attempts
    }
    try {
      return once(held, input, context);
    } catch (RejectedException e) {
      return Outcome.reject(String.valueOf(e.getMessage())); // nothing to try again
    } catch (Exception e) {
      if (held.moot()) {
        return Outcome.drop(); // nobody carries it out, and nothing is to be tried again
      }
      throw e;
    }
  }

  private Outcome<O> once(Held held, I input, StageContext context) throws Exception {
    return most == null
        ? checked(stage.handler().handle(input, context))
        : bounded(most, held, input, context);
  }

  /** An outcome that comes too late does not count, since the handler was told to stop. */
  private Outcome<O> bounded(Duration time, Held held, I input, StageContext context)
      throws Exception {
    int run = held.beginRun();
    Future<?> timeout =
        timer.schedule(() -> held.timeOut(run), time.toMillis(), TimeUnit.MILLISECONDS);
    try {
      Outcome<O> outcome = checked(stage.handler().handle(input, context));
      if (!held.endRun()) {
        return outcome;
      }
    } catch (Throwable e) {
      if (!held.endRun()) {
        throw e;
      }
    } finally {
      timeout.cancel(false);
    }
    TimeoutException late = new TimeoutException("the handler ran for more than " + time);
    late.setStackTrace(new StackTraceElement[0]);
    throw late;
  }

  private Outcome<O> checked(@Nullable Outcome<O> outcome) {
    if (outcome == null) {
      throw new StreamweirException("the handler of stage '" + stage.name() + "' returned null");
    }
    return outcome;
  }
}
