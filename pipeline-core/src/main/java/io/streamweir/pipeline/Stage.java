package io.streamweir.pipeline;

/**
 * A stage's handler: the work that is done for one entry.
 *
 * <p>One instance handles entries of many jobs, at concurrency above 1 from several threads at
 * once, and at least once each: effects outside Redis should use {@link
 * StageContext#idempotencyKey()}. What the returned outcome says happens exactly once.
 *
 * @param <I> the payload that the stage takes
 * @param <O> the payload that the stage hands to the next one
 */
@FunctionalInterface
public interface Stage<I, O> {
  /**
   * Handles one entry. The thread is interrupted where the entry's lease is lost, its timeout
   * passes or a drain's deadline ends; a handler that waits should let the interrupt end it.
   *
   * @return what becomes of the entry, never null
   * @throws Exception any exception counts as a failed attempt, {@link RejectedException} as a
   *     rejection
   */
  Outcome<O> handle(I input, StageContext context) throws Exception;
}
