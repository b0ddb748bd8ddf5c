package io.streamweir.worker;

import io.streamweir.listener.SettledBatch;
import io.streamweir.listener.WorkerListener;
import io.streamweir.redis.RedisCallException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps count of what a worker says of itself. */
public final class Ledger implements WorkerListener {
  public final Map<Ending, Integer> endings = new ConcurrentHashMap<>();
  public final AtomicLong polls = new AtomicLong();
  public final AtomicLong pollsFailed = new AtomicLong();
  public final Set<String> refusals = ConcurrentHashMap.newKeySet(); // codes of polls that failed
  public final AtomicLong settled = new AtomicLong();
  public final AtomicLong fenced = new AtomicLong();
  public final AtomicLong settlesFailed = new AtomicLong();
  public final AtomicLong renewed = new AtomicLong();
  public final AtomicLong leasesLost = new AtomicLong();
  public final AtomicLong reclaimed = new AtomicLong();
  public final AtomicLong lost = new AtomicLong();
  public final AtomicLong promoted = new AtomicLong();
  public final AtomicLong fired = new AtomicLong();
  public final AtomicLong closed = new AtomicLong();
  public final AtomicLong trimmed = new AtomicLong();
  final AtomicLong groupsRecreated = new AtomicLong();
  public final AtomicInteger pauses = new AtomicInteger();
  public final AtomicInteger resumes = new AtomicInteger();

  public int ended(Ending ending) {
    return endings.getOrDefault(ending, 0);
  }

  @Override
  public void polled(LaneId lane, int entries) {
    polls.incrementAndGet();
  }

  @Override
  public void pollFailed(LaneId lane, RedisCallException failure) {
    pollsFailed.incrementAndGet();
    refusals.add(failure.code());
  }

  @Override
  public void handled(LaneId lane, Ending ending, long nanos) {
    endings.merge(ending, 1, Integer::sum);
  }

  @Override
  public void settled(LaneId lane, SettledBatch batch) {
    settled.addAndGet(batch.size());
    fenced.addAndGet(batch.fenced());
  }

  @Override
  public void settleFailed(LaneId lane, RedisCallException failure) {
    settlesFailed.incrementAndGet();
  }

  @Override
  public void renewed(LaneId lane, int entries) {
    renewed.addAndGet(entries);
  }

  @Override
  public void leasesLost(LaneId lane, int entries) {
    leasesLost.addAndGet(entries);
  }

  @Override
  public void reclaimed(LaneId lane, int entries) {
    reclaimed.addAndGet(entries);
  }

  @Override
  public void lost(LaneId lane, int entries) {
    lost.addAndGet(entries);
  }

  @Override
  public void promoted(String pipeline, int partition, long entries) {
    promoted.addAndGet(entries);
  }

  @Override
  public void fired(String pipeline, int partition, long fires) {
    fired.addAndGet(fires);
  }

  @Override
  public void windowsClosed(String pipeline, int partition, String window, long spans) {
    closed.addAndGet(spans);
  }

  @Override
  public void trimmed(LaneId lane, long entries) {
    trimmed.addAndGet(entries);
  }

  @Override
  public void groupRecreated(LaneId lane) {
    groupsRecreated.incrementAndGet();
  }

  @Override
  public void paused(LaneId lane, boolean paused) {
    (paused ? pauses : resumes).incrementAndGet();
  }
}
