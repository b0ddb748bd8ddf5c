package io.streamweir.internal.settle;

import io.streamweir.internal.entry.Headers;
import io.streamweir.listener.EntryFailure;
import io.streamweir.listener.SettledBatch;
import io.streamweir.listener.WorkerListener;
import io.streamweir.listener.WorkerListener.Ending;
import io.streamweir.listener.WorkerListener.LaneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A batch of entries whose settlement was answered. Immutable. */
final class AnsweredBatch implements SettledBatch {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final List<Held> held;
  private final List<Long> fenced; // places from 1
  private final List<Long> overtaken; // places from 1
  private final long sentAt;
  private final long answeredAt;
  private final boolean clockKnown;
  private final long serverOffset;
  private final boolean ranThrough;

  AnsweredBatch(
      List<Held> held,
      List<Long> fenced,
      List<Long> overtaken,
      long sentAt,
      long answeredAt,
      ServerClock clock) {
    this(held, fenced, overtaken, sentAt, answeredAt, clock, false);
  }

  private AnsweredBatch(
      List<Held> held,
      List<Long> fenced,
      List<Long> overtaken,
      long sentAt,
      long answeredAt,
      ServerClock clock,
      boolean ranThrough) {
    this.held = held;
    this.fenced = fenced;
    this.overtaken = overtaken;
    this.sentAt = sentAt;
    this.answeredAt = answeredAt;
    this.clockKnown = clock.known();
    this.serverOffset = clock.offsetNanos();
    this.ranThrough = ranThrough;
  }

  /**
   * Tells of a batch: at its own lane, and at those of the later stages through which its entries
   * have run. An entry that was fenced or overtaken has come to none of them.
   */
  static void tell(
      WorkerListener listener,
      LaneId lane,
      List<Held> held,
      List<Long> fenced,
      List<Long> overtaken,
      long sentAt,
      long answeredAt,
      ServerClock clock) {
    listener.settled(lane, new AnsweredBatch(held, fenced, overtaken, sentAt, answeredAt, clock));
    Map<LaneId, List<Held>> later = new LinkedHashMap<>();
    for (int i = 0; i < held.size(); i++) {
      List<Passage> passages = held.get(i).passages();
      if (!passages.isEmpty() && !fenced.contains(i + 1L) && !overtaken.contains(i + 1L)) {
        for (Passage each : passages) {
          each.settled();
          later.computeIfAbsent(each.lane(), l -> new ArrayList<>()).add(each.held());
        }
      }
    }
    later.forEach(
        (at, there) ->
            listener.settled(
                at,
                new AnsweredBatch(there, List.of(), List.of(), sentAt, answeredAt, clock, true)));
  }

  @Override
  public int size() {
    return held.size();
  }

  @Override
  public long nanos() {
    return answeredAt - sentAt;
  }

  @Override
  public int fenced() {
    return fenced.size();
  }

  @Override
  public boolean fenced(int place) {
    return !fenced.isEmpty() && fenced.contains(place + 1L);
  }

  @Override
  public @Nullable Ending ending(int place) {
    if (!overtaken.isEmpty() && overtaken.contains(place + 1L)) {
      return Ending.CANCELLED;
    }
    return held.get(place).ending();
  }

  @Override
  public @Nullable EntryFailure failure(int place) {
    Ending how = ending(place);
    return how == Ending.RETRIED || how == Ending.DEAD ? held.get(place).failure() : null;
  }

  @Override
  public boolean hasJob(int place) {
    return !held.get(place).entry().jobId().isEmpty();
  }

  @Override
  public @Nullable String traceId(int place) {
    return Headers.sampledTraceId(held.get(place).entry().headers());
  }

  @Override
  public boolean handled(int place) {
    return held.get(place).ending() != null;
  }

  @Override
  public long handlingNanos(int place) {
    return held.get(place).handledNanos();
  }

  @Override
  public boolean clockKnown() {
    return clockKnown;
  }

  @Override
  public boolean ranThrough() {
    return ranThrough;
  }

  @Override
  public long waitingNanos(int place) {
    if (ranThrough) {
      return 0;
    }
    Held one = held.get(place);
    return since(millis(one.entry().id()), one.startedAt());
  }

  @Override
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
