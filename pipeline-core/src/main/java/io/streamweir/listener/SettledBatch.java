package io.streamweir.listener;

import io.streamweir.internal.lane.Held;
import io.streamweir.internal.settle.ServerClock;
import io.streamweir.listener.WorkerListener.Ending;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries that were settled together, by their places from 0 to {@code size() - 1}: what a listener
 * needs to count them all at once. Allocates nothing per entry.
 */
public final class SettledBatch {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final List<Held> held;
  private final List<Long> fenced; // places from 1
  private final List<Long> overtaken; // places from 1
  private final long sentAt;
  private final long answeredAt;
  private final boolean clockKnown;
  private final long serverOffset;

  /** For the settler, which has settled it. */
  public SettledBatch(
      List<Held> held,
      List<Long> fenced,
      List<Long> overtaken,
      long sentAt,
      long answeredAt,
      ServerClock clock) {
    this.held = held;
    this.fenced = fenced;
    this.overtaken = overtaken;
    this.sentAt = sentAt;
    this.answeredAt = answeredAt;
    this.clockKnown = clock.known();
    this.serverOffset = clock.offsetNanos();
  }

  /** How many entries it had. */
  public int size() {
    return held.size();
  }

  /** How long the settlement waited for its answer, in ns. */
  public long nanos() {
    return answeredAt - sentAt;
  }

  /** How many of them somebody else had settled before, so that nothing was done for them. */
  public int fenced() {
    return fenced.size();
  }

  /** Whether somebody else had settled this one before. */
  public boolean fenced(int place) {
    return !fenced.isEmpty() && fenced.contains(place + 1L);
  }

  /**
   * How its handling ended; {@link Ending#CANCELLED} also where its job was cancelled before the
   * settlement that would have ended it otherwise.
   */
  public @Nullable Ending ending(int place) {
    if (!overtaken.isEmpty() && overtaken.contains(place + 1L)) {
      return Ending.CANCELLED;
    }
    return held.get(place).ending();
  }

  /** Whether its job is known, so that its end is published. */
  public boolean hasJob(int place) {
    return !held.get(place).entry().jobId().isEmpty();
  }

  /** Whether anybody handled it; at a keyed stage it may have been parked unhandled. */
  public boolean handled(int place) {
    return held.get(place).ending() != null;
  }

  /** For how long it was handled, in ns; at concurrency 1 that includes decoding it. */
  public long handlingNanos(int place) {
    return held.get(place).handledNanos();
  }

  /** Whether the server's clock is known, without which there are no times since its stamps. */
  public boolean clockKnown() {
    return clockKnown;
  }

  /**
   * From its arrival in the inbox to the start of its handling, in ns; to within 1 ms and half a
   * round trip. Both by the server's clock, whatever the worker's own shows. A retry, or a delayed
   * job, arrives when it is due.
   */
  public long waitingNanos(int place) {
    Held one = held.get(place);
    return since(millis(one.entry().id()), one.startedAt());
  }

  /**
   * From the submit, by the submitting machine's clock, to the settlement's answer, by the
   * server's, in ns; 0 where the two disagree by more than it took.
   */
  public long jobNanos(int place) {
    return since(held.get(place).entry().submittedAt(), answeredAt);
  }

  /** From a time in ms, by the server's clock, to one in ns by ours. */
  private long since(long serverMillis, long nanoTime) {
    long now = nanoTime + serverOffset;
    boolean sane = serverMillis >= 0 && serverMillis <= now / NANOS_PER_MILLI;
    return sane ? now - serverMillis * NANOS_PER_MILLI : 0;
  }

  /** The ms of an entry id, without making a text of them. */
  private static long millis(String id) {
    long millis = 0;
    for (int i = 0; i < id.length(); i++) {
      int digit = id.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      millis = 10 * millis + digit;
    }
    return millis;
  }
}
