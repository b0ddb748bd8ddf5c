package io.streamweir.worker;

import io.streamweir.internal.upkeep.ListenerGuard;
import io.streamweir.listener.BreakerView;
import io.streamweir.listener.LaneView;
import io.streamweir.listener.SettledBatch;
import io.streamweir.listener.WorkerListener;
import io.streamweir.redis.RedisCallException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Keeps away from the lanes what a listener throws, and logs the first of it. Thread-safe. */
final class GuardedListener implements WorkerListener {
  private final WorkerListener listener;
  private final ListenerGuard guard =
      new ListenerGuard(LoggerFactory.getLogger(GuardedListener.class), "the listener of a worker");

  GuardedListener(WorkerListener listener) {
    this.listener = listener;
  }

  @Override
  public void started(LaneView lane) {
    guard.call(() -> listener.started(lane));
  }

  @Override
  public void stopped(LaneView lane) {
    guard.call(() -> listener.stopped(lane));
  }

  @Override
  public void polled(LaneId lane, int entries) {
    guard.call(() -> listener.polled(lane, entries));
  }

  @Override
  public void pollFailed(LaneId lane, RedisCallException failure) {
    guard.call(() -> listener.pollFailed(lane, failure));
  }

  @Override
  public void handled(LaneId lane, Ending ending, long nanos, @Nullable Throwable thrown) {
    try { // the one that is called for each entry, so without a lambda
      listener.handled(lane, ending, nanos, thrown);
    } catch (Throwable e) {
      guard.failed(e);
    }
  }

  @Override
  public void settled(LaneId lane, SettledBatch batch) {
    guard.call(() -> listener.settled(lane, batch));
  }

  @Override
  public void settleFailed(LaneId lane, RedisCallException failure) {
    guard.call(() -> listener.settleFailed(lane, failure));
  }

  @Override
  public void renewed(LaneId lane, int entries) {
    guard.call(() -> listener.renewed(lane, entries));
  }

  @Override
  public void leasesLost(LaneId lane, int entries) {
    guard.call(() -> listener.leasesLost(lane, entries));
  }

  @Override
  public void reclaimed(LaneId lane, int entries) {
    guard.call(() -> listener.reclaimed(lane, entries));
  }

  @Override
  public void handlerStuck(LaneId lane) {
    guard.call(() -> listener.handlerStuck(lane));
  }

  @Override
  public void lost(LaneId lane, int entries) {
    guard.call(() -> listener.lost(lane, entries));
  }

  @Override
  public void promoted(String pipeline, int partition, long entries) {
    guard.call(() -> listener.promoted(pipeline, partition, entries));
  }

  @Override
  public void upkeepFailed(String pipeline, String role, Throwable failure) {
    guard.call(() -> listener.upkeepFailed(pipeline, role, failure));
  }

  @Override
  public void fired(String pipeline, int partition, long fires) {
    guard.call(() -> listener.fired(pipeline, partition, fires));
  }

  @Override
  public void windowsClosed(String pipeline, int partition, String window, long spans) {
    guard.call(() -> listener.windowsClosed(pipeline, partition, window, spans));
  }

  @Override
  public void chained(String pipeline, int partition, String target, long jobs) {
    guard.call(() -> listener.chained(pipeline, partition, target, jobs));
  }

  @Override
  public void trimmed(LaneId lane, long entries) {
    guard.call(() -> listener.trimmed(lane, entries));
  }

  @Override
  public void tapLost(LaneId lane, String tap, long entries) {
    guard.call(() -> listener.tapLost(lane, tap, entries));
  }

  @Override
  public void groupRecreated(LaneId lane) {
    guard.call(() -> listener.groupRecreated(lane));
  }

  @Override
  public void paused(LaneId lane, boolean paused) {
    guard.call(() -> listener.paused(lane, paused));
  }

  @Override
  public void started(BreakerView breaker) {
    guard.call(() -> listener.started(breaker));
  }

  @Override
  public void stopped(BreakerView breaker) {
    guard.call(() -> listener.stopped(breaker));
  }

  @Override
  public void breakerChanged(BreakerView breaker, BreakerView.State state) {
    guard.call(() -> listener.breakerChanged(breaker, state));
  }
}
