package io.streamweir.internal.lane;

import io.streamweir.internal.settle.HandlerRun;
import io.streamweir.internal.settle.Held;
import io.streamweir.listener.WorkerListener.LaneId;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a lane does with an entry between the decision of its own stage and the settlement.
 * Thread-safe.
 */
@FunctionalInterface
public interface Continuation {
  /** Settles what was decided. */
  Continuation NONE = (held, decided) -> decided;

  /**
   * What is to be settled, on the thread that has handled the entry. It ends as the lane's own
   * stage has decided; {@link Held#passed} says what came later.
   *
   * @return null where the entry is another worker's meanwhile
   */
  @Nullable Decided after(Held held, Decided decided);

  /** Hears of a handler that it runs, of that lane, which does not heed its interrupt. */
  default void whenStuck(BiConsumer<LaneId, HandlerRun> told) {}
}
