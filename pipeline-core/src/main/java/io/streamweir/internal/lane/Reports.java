package io.streamweir.internal.lane;

import io.streamweir.internal.settle.Held;
import io.streamweir.internal.upkeep.LogThrottle;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.LeaseLostException;
import io.streamweir.pipeline.Progress;
import io.streamweir.pipeline.RunReports;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what handlers of a lane say beside their outcomes, as long as they run, and hands it to
 * those features that want it. Thread-safe.
 */
public final class Reports {
  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

  private final WorkerListener.LaneId lane;
  private final ProgressSink progress;
  private final CheckpointStore checkpoints;
  private final LogThrottle late =
      new LogThrottle(1, TimeUnit.MINUTES.toNanos(1), System::nanoTime);

  public Reports(WorkerListener.LaneId lane, ProgressSink progress, CheckpointStore checkpoints) {
    this.lane = lane;
    this.progress = progress;
    this.checkpoints = checkpoints;
  }

  /** What the handler of this entry reports to. */
  RunReports of(Held held) {
    return new Run(held);
  }

  private final class Run implements RunReports {
    private final Held held;
    private CheckpointStore.@Nullable Slot slot;

    Run(Held held) {
      this.held = held;
    }

    @Override
    public void progress(Progress now) {
      if (!held.hasHandlerReturned()) {
        progress.report(held, now);
      } else if (late.pass("progress") >= 0) {
        LOG.warn(
            "the handler of {} reports progress of entry {} after it has returned, which is"
                + " ignored",
            lane,
            held.entry().id());
      }
    }

    @Override
    public void checkpoint(Object state) {
      slot().save(state);
    }

    @Override
    public <T> Optional<T> lastCheckpoint(Class<T> type) {
      return slot().last(type);
    }

    private synchronized CheckpointStore.Slot slot() {
      if (held.hasHandlerReturned()) {
        throw new IllegalStateException(
            "the handler of " + lane + " has returned, so it has no checkpoint any more");
      }
      if (held.gone()) {
        throw new LeaseLostException(held.entry().id());
      }
      if (slot == null) {
        slot = checkpoints.open(held);
      }
      return slot;
    }
  }
}
