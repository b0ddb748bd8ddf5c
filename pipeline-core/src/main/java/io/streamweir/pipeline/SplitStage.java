package io.streamweir.pipeline;

/**
 * The handler of a split stage: says which parts one input has. The parts go through the stages
 * behind it, on any worker, and the gather stage that belongs to it gets all their results at once.
 *
 * <p>The same input must give the same parts in the same order, as long as its gather has not
 * fired: a worker that takes over from one that died runs the split again and passes over the parts
 * that are there. Where they turn out to be others, all parts begin anew and the results of the
 * earlier ones are ignored.
 *
 * @param <I> the payload that the stage takes
 * @param <P> the payload of a part
 */
@FunctionalInterface
@SuppressWarnings("FunctionalInterfaceMethodChanged") // a split has no outcome: it has parts
public interface SplitStage<I, P> extends Stage<I, P> {
  /**
   * The parts, of which there may be none and at most {@link Parts#MOST}. They are drawn one by one
   * and appended in chunks; while the next stage's inbox is full, nothing is drawn. The thread is
   * interrupted as {@link Stage#handle} says, while parts are drawn, too.
   *
   * @throws Exception any exception, also of the iteration, counts as a failed attempt, {@link
   *     RejectedException} as a rejection; parts that were appended before stay, and the next
   *     attempt goes on behind them
   */
  Parts<P> split(I input, StageContext context) throws Exception;

  /** Never called: what a split says is no outcome. */
  @Override
  default Outcome<P> handle(I input, StageContext context) {
    throw new StreamweirException("the handler of a split stage is asked for its parts");
  }
}
