package io.streamweir.listener;

import io.streamweir.internal.upkeep.ListenerGuard;
import io.streamweir.redis.RedisCallException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several listeners as one. Keeps away from the lanes, and from each other, what they throw, and
 * logs the first of each. Thread-safe.
 */
final class JoinedListener implements WorkerListener {
  private static final Logger LOG = LoggerFactory.getLogger(JoinedListener.class);

  private final List<Guarded> all;

  private record Guarded(WorkerListener listener, ListenerGuard guard) {}

  JoinedListener(List<? extends WorkerListener> listeners) {
    this.all =
        listeners.stream()
            .map(each -> new Guarded(each, new ListenerGuard(LOG, "the listener of a worker")))
            .toList();
  }

  private void each(Consumer<WorkerListener> call) {
    all.forEach(each -> each.guard().call(() -> call.accept(each.listener())));
  }

  @Override
  public void started(LaneView lane) {
    each(listener -> listener.started(lane));
  }

  @Override
  public void stopped(LaneView lane) {
    each(listener -> listener.stopped(lane));
  }

  @Override
  public void polled(LaneId lane, int entries) {
    each(listener -> listener.polled(lane, entries));
  }

  @Override
  public void pollFailed(LaneId lane, RedisCallException failure) {
    each(listener -> listener.pollFailed(lane, failure));
  }

  @Override
  public void handled(LaneId lane, Ending ending, long nanos, @Nullable Throwable thrown) {
    for (Guarded each : all) { // it is called for each entry, so without a lambda
      try {
        each.listener().handled(lane, ending, nanos, thrown);
      } catch (Throwable e) {
        each.guard().failed(e);
      }
    }
  }

  @Override
  public void settled(LaneId lane, SettledBatch batch) {
    each(listener -> listener.settled(lane, batch));
  }

  @Override
  public void settleFailed(LaneId lane, RedisCallException failure) {
    each(listener -> listener.settleFailed(lane, failure));
  }

  @Override
  public void renewed(LaneId lane, int entries) {
    each(listener -> listener.renewed(lane, entries));
  }

  @Override
  public void leasesLost(LaneId lane, int entries) {
    each(listener -> listener.leasesLost(lane, entries));
  }

  @Override
  public void reclaimed(LaneId lane, int entries) {
    each(listener -> listener.reclaimed(lane, entries));
  }

  @Override
  public void handlerStuck(LaneId lane) {
    each(listener -> listener.handlerStuck(lane));
  }

  @Override
  public void lost(LaneId lane, int entries) {
    each(listener -> listener.lost(lane, entries));
  }

  @Override
  public void promoted(String pipeline, int partition, long entries) {
    each(listener -> listener.promoted(pipeline, partition, entries));
  }

  @Override
  public void upkeepFailed(String pipeline, String role, Throwable failure) {
    each(listener -> listener.upkeepFailed(pipeline, role, failure));
  }

  @Override
  public void fired(String pipeline, int partition, long fires) {
    each(listener -> listener.fired(pipeline, partition, fires));
  }

  @Override
  public void windowsClosed(String pipeline, int partition, String window, long spans) {
    each(listener -> listener.windowsClosed(pipeline, partition, window, spans));
  }

  @Override
  public void chained(String pipeline, int partition, String target, long jobs) {
    each(listener -> listener.chained(pipeline, partition, target, jobs));
  }

  @Override
  public void trimmed(LaneId lane, long entries) {
    each(listener -> listener.trimmed(lane, entries));
  }

  @Override
  public void tapLost(LaneId lane, String tap, long entries) {
    each(listener -> listener.tapLost(lane, tap, entries));
  }

  @Override
  public void groupRecreated(LaneId lane) {
    each(listener -> listener.groupRecreated(lane));
  }

  @Override
  public void paused(LaneId lane, boolean paused) {
    each(listener -> listener.paused(lane, paused));
  }

  @Override
  public void started(BreakerView breaker) {
    each(listener -> listener.started(breaker));
  }

  @Override
  public void stopped(BreakerView breaker) {
    each(listener -> listener.stopped(breaker));
  }

  @Override
  public void breakerChanged(BreakerView breaker, BreakerView.State state) {
    each(listener -> listener.breakerChanged(breaker, state));
  }
}
