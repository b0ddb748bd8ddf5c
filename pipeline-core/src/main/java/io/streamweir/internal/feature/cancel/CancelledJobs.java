package io.streamweir.internal.feature.cancel;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.housekeeping.KnownCancelled;
import io.streamweir.internal.housekeeping.PromoteScript;
import io.streamweir.internal.lane.Cancellation;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.InHand;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * Which jobs of one partition were cancelled, as far as this worker has heard. Thread-safe; hears
 * on one thread at a time. Where none was, asking costs one look at a field.
 */
public final class CancelledJobs implements Cancellation, KnownCancelled {
  private final Function<Entry, List<String>> names;
  private final Map<String, Long> scores = new ConcurrentHashMap<>();
  private final List<InHand> hands = new CopyOnWriteArrayList<>();
  private volatile boolean any;
  private volatile long known;
  private long lowest = Long.MAX_VALUE;

  /**
   * For a partition.
   *
   * @param names what stands for an entry among cancelled jobs, beside its job
   */
  public CancelledJobs(Function<Entry, List<String>> names) {
    this.names = names;
  }

  /** Handlers of these entries are interrupted where their jobs are cancelled. */
  public void watch(InHand hand) {
    hands.add(hand);
  }

  public boolean has(String jobId) {
    return any && scores.containsKey(jobId);
  }

  @Override
  public boolean has(Entry entry) {
    return any && (scores.containsKey(entry.jobId()) || isNamed(entry));
  }

  private boolean isNamed(Entry entry) {
    return names.apply(entry).stream().anyMatch(scores::containsKey);
  }

  @Override
  public Effect end(Entry entry) {
    ResultMessage message = ResultMessage.cancelled(entry.jobId()).tracedBy(entry.headers());
    return new EndCancelled(entry.jobId(), message);
  }

  @Override
  public long known() {
    return known;
  }

  @Override
  public void heard(PromoteScript.Reply reply) {
    if (reply.highestCancelled() < known) {
      forgetAll(); // all were dropped, or the server has lost some: the next look tells those left
      return;
    }
    forgetBefore(reply.serverMicros() / 1000);
    if (reply.cancelled().isEmpty()) {
      return;
    }
    for (PromoteScript.Cancelled job : reply.cancelled()) {
      scores.put(job.jobId(), job.score());
      lowest = Math.min(lowest, job.score());
      known = job.score();
    }
    any = true;
    interrupt();
  }

  /**
   * A handling that begins after this looks here first, and one that began before is in hand. So
   * none is missed.
   */
  private void interrupt() {
    for (InHand hand : hands) {
      for (Held held : hand.all()) {
        if (has(held.entry())) {
          held.cancel();
        }
      }
    }
  }

  private void forgetAll() {
    any = false;
    scores.clear();
    known = 0;
    lowest = Long.MAX_VALUE;
  }

  private void forgetBefore(long millis) {
    if (lowest <= millis) {
      scores.values().removeIf(score -> score <= millis);
      lowest = scores.values().stream().mapToLong(score -> score).min().orElse(Long.MAX_VALUE);
      any = !scores.isEmpty();
    }
  }
}
