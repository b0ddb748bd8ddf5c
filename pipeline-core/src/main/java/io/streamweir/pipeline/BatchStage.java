package io.streamweir.pipeline;

import java.util.List;

/**
 * A handler that takes many entries at once: the natural form of a bulk insert or a bulk call.
 *
 * <p>It says of each entry what becomes of it, and each entry keeps a lease, attempts and a
 * settlement of its own: one that another worker has taken meanwhile is fenced alone. Where the
 * handler throws, all its entries have failed, and come again in smaller batches: a quarter as
 * large with each attempt, and alone for the last one. So an entry that lets its batches fail takes
 * no other into the dead letters. A failure of a single entry is better told by its own outcome,
 * {@link Outcome#retryLater} or {@link Outcome#reject}.
 *
 * <p>One instance takes several batches at once where the concurrency is above 1.
 *
 * @param <I> the payload that the stage takes
 * @param <O> the payload that the stage hands to the next one
 */
@FunctionalInterface
@SuppressWarnings("FunctionalInterfaceMethodChanged") // a batch of one is what an entry is to it
public interface BatchStage<I, O> extends Stage<I, O> {
  /**
   * Handles a batch of at least one entry, in the order of their arrival. The thread is interrupted
   * where the stage's timeout passes, a drain's deadline ends, or every entry is lost to other
   * workers.
   *
   * @return one outcome per entry, in the same order; any other number fails them all
   * @throws Exception fails them all; {@link RejectedException} rejects an entry that is alone, and
   *     is a failure like any other where there are several
   */
  List<? extends Outcome<O>> handleAll(List<BatchEntry<I>> batch) throws Exception;

  /** A batch of one. */
  @Override
  default Outcome<O> handle(I input, StageContext context) throws Exception {
    List<? extends Outcome<O>> outcomes = handleAll(List.of(new BatchEntry<>(input, context)));
    if (outcomes == null || outcomes.size() != 1) {
      throw new StreamweirException(
          "the handler of a batch stage must return one outcome for each entry, but returned "
              + (outcomes == null ? "null" : outcomes.size())
              + " for one");
    }
    return outcomes.get(0);
  }
}
