package io.streamweir.pipeline;

/**
 * The handler of a gather stage: gets the results of all parts of one split, once they are there,
 * with what the split was given.
 *
 * <p>It is handled, retried and settled like any entry: so it may run more than once, and what its
 * outcome says happens exactly once. The results stay until then.
 *
 * @param <I> the payload that the split stage took
 * @param <R> the payload that the parts were forwarded with
 * @param <O> the payload that the stage hands to the next one
 */
@FunctionalInterface
@SuppressWarnings("FunctionalInterfaceMethodChanged") // an entry and the results of its parts
public interface GatherStage<I, R, O> extends Stage<I, O> {
  /**
   * Handles all parts at once. The thread is interrupted as {@link Stage#handle} says.
   *
   * @param input what the split was given
   * @return what becomes of the whole, never null
   * @throws Exception any exception counts as a failed attempt, {@link RejectedException} as a
   *     rejection
   */
  Outcome<O> gather(I input, Gathered<R> parts, StageContext context) throws Exception;

  /** Never called: without its parts there is nothing to gather. */
  @Override
  default Outcome<O> handle(I input, StageContext context) {
    throw new StreamweirException("the handler of a gather stage is given the results of parts");
  }
}
