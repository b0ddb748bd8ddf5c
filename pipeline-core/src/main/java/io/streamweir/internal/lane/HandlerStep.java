package io.streamweir.internal.lane;

import io.streamweir.internal.settle.Held;
import io.streamweir.pipeline.LeaseLostException;
import io.streamweir.pipeline.StageContext;
import org.jspecify.annotations.Nullable;

/**
 * Calls the handler of a stage for one entry, and decides what its answer means. Thread-safe.
 *
 * @param <I> what the stage takes
 * @param <O> what it hands on
 */
@FunctionalInterface
public interface HandlerStep<I, O> {
  /**
   * Runs on the calling thread.
   *
   * @param call bounds the handler's time and tries it again
   * @param observed gives what goes on its headers
   * @return null where the lane need not know, since the entry's job was cancelled meanwhile
   * @throws LeaseLostException where this worker may not settle the entry
   * @throws Exception what the handler threw
   */
  @Nullable Decided handle(
      HandlerCall<I, O> call,
      Held held,
      I input,
      StageContext context,
      HandlingObserver.Handled observed)
      throws Exception;
}
