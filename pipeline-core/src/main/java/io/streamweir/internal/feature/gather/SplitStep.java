package io.streamweir.internal.feature.gather;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.feature.gather.SplitScript.Position;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.lane.Decision;
import io.streamweir.internal.lane.HandlerCall;
import io.streamweir.internal.lane.HandlerStep;
import io.streamweir.internal.lane.HandlingObserver.Handled;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.Held;
import io.streamweir.listener.WorkerListener.Ending;
import io.streamweir.pipeline.LeaseLostException;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.StageContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the handler of a split stage, and ends the entry once all of its parts are made.
 *
 * @param timeoutMillis after which the gather goes on, at the latest
 */
record SplitStep<I, P>(
    Splitting<I, P> splitting, GatherRule gathers, Decision decision, long timeoutMillis)
    implements HandlerStep<I, P> {

  @Override
  public @Nullable Decided handle(
      HandlerCall<I, P> call, Held held, I input, StageContext context, Handled observed)
      throws Exception {
    Entry entry = held.entry();
    String headers = observed.onward(entry, Outcome.forwardAll(List.of()));
    Position made =
        call.guarded(held, () -> splitting.run(entry, input, context, headers), Splitting.NOWHERE);
    return held.cancelled() ? null : decided(entry, made);
  }

  private Decided decided(Entry entry, Position made) {
    String jobId = entry.jobId();
    return switch (made.state()) {
      case AT -> {
        GatherPlace place = gathers.own(entry, made.generation());
        Effect close = new CloseSplit(place, jobId, made.made(), made.checksum());
        yield decision.decide(
            entry, Decided.onward(entry, List.of(close), Ending.FORWARDED, 1, timeoutMillis));
      }
      case CLOSED -> Decided.end(entry, List.of(), Ending.DROPPED);
      case OVER -> {
        Effect forget = new ForgetGather(gathers.own(entry, ""), jobId);
        yield Decided.end(entry, List.of(forget), Ending.CANCELLED);
      }
      case FULL, LOST -> throw new LeaseLostException(entry.id());
    };
  }
}
