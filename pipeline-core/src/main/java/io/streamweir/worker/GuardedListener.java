package io.streamweir.worker;

import io.streamweir.redis.RedisCallException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps away from the lanes what a listener throws, and logs the first of it. Thread-safe. */
final class GuardedListener implements WorkerListener {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

  private final WorkerListener listener;
  private final AtomicBoolean logged = new AtomicBoolean();

  GuardedListener(WorkerListener listener) {
    this.listener = listener;
  }

  private void guard(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  private void failed(Throwable thrown) {
    if (logged.compareAndSet(false, true)) {
      LOG.error("a worker's listener failed; further failures of it are not logged", thrown);
    }
  }

  @Override
  public void started(LaneView lane) {
    guard(() -> listener.started(lane));
  }

  @Override
  public void stopped(LaneView lane) {
    guard(() -> listener.stopped(lane));
  }

  @Override
  public void polled(LaneId lane, int entries) {
    guard(() -> listener.polled(lane, entries));
  }

  @Override
  public void pollFailed(LaneId lane, RedisCallException failure) {
    guard(() -> listener.pollFailed(lane, failure));
  }

  @Override
  public void handled(LaneId lane, Ending ending, long nanos, @Nullable Throwable thrown) {
    try { // the one that is called for each entry, so without a lambda
      listener.handled(lane, ending, nanos, thrown);
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  @Override
  public void settled(LaneId lane, SettledBatch batch) {
    guard(() -> listener.settled(lane, batch));
  }

  @Override
  public void settleFailed(LaneId lane, RedisCallException failure) {
    guard(() -> listener.settleFailed(lane, failure));
  }

  @Override
  public void renewed(LaneId lane, int entries) {
    guard(() -> listener.renewed(lane, entries));
  }

  @Override
  public void leasesLost(LaneId lane, int entries) {
    guard(() -> listener.leasesLost(lane, entries));
  }

  @Override
  public void reclaimed(LaneId lane, int entries) {
    guard(() -> listener.reclaimed(lane, entries));
  }

  @Override
  public void lost(LaneId lane, int entries) {
    guard(() -> listener.lost(lane, entries));
  }

  @Override
  public void promoted(String pipeline, int partition, long entries) {
    guard(() -> listener.promoted(pipeline, partition, entries));
  }

  @Override
  public void upkeepFailed(String pipeline, String role, Throwable failure) {
    guard(() -> listener.upkeepFailed(pipeline, role, failure));
  }

  @Override
  public void fired(String pipeline, int partition, long fires) {
    guard(() -> listener.fired(pipeline, partition, fires));
  }

  @Override
  public void windowsClosed(String pipeline, int partition, String window, long spans) {
    guard(() -> listener.windowsClosed(pipeline, partition, window, spans));
  }

  @Override
  public void trimmed(LaneId lane, long entries) {
    guard(() -> listener.trimmed(lane, entries));
  }

  @Override
  public void tapLost(LaneId lane, String tap, long entries) {
    guard(() -> listener.tapLost(lane, tap, entries));
  }

  @Override
  public void groupRecreated(LaneId lane) {
    guard(() -> listener.groupRecreated(lane));
  }

  @Override
  public void paused(LaneId lane, boolean paused) {
    guard(() -> listener.paused(lane, paused));
  }
}
