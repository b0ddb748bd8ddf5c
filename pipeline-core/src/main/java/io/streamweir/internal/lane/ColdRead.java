package io.streamweir.internal.lane;

import io.streamweir.internal.entry.Arrived;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.entry.SharedReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether a lane is cold, so that it waits for entries in the worker's {@link WaitingRead} and not
 * by a read of its own. A lane begins cold. It is warm once two entries came within two seconds,
 * and cold again after two seconds without one. After a failure it tries by itself first.
 * Thread-safe; {@link #ask} is for the lane's thread.
 */
public final class ColdRead {
  private static final long QUIET_NANOS = Duration.ofSeconds(2).toNanos();

  private final String inbox;
  private final WaitingReads.Pair reads;
  private final EntryReader own;
  private final Runnable heard;
  private final Consumer<List<String>> leftOut;
  private volatile long arrivedAt = System.nanoTime() - QUIET_NANOS;
  private volatile boolean warm;
  private volatile Runnable whenSeen = () -> {};
  private volatile WaitingRead.@Nullable Place place;

  /**
   * A lane's.
   *
   * @param own the lane's own reader, which is not connected while it waits here
   * @param heard runs when the server has answered that there is no entry
   * @param leftOut takes the ids of entries that a read has left out
   */
  ColdRead(
      String inbox,
      WaitingReads.Pair reads,
      EntryReader own,
      Runnable heard,
      Consumer<List<String>> leftOut) {
    this.inbox = inbox;
    this.reads = reads;
    this.own = own;
    this.heard = heard;
    this.leftOut = leftOut;
  }

  /** Whether the lane should wait here for its next entry. */
  public boolean due() {
    return !reads.taking().ended() && (!warm || System.nanoTime() - arrivedAt >= QUIET_NANOS);
  }

  /** An entry has arrived, in this way or another. */
  void arrived() {
    long now = System.nanoTime();
    warm = now - arrivedAt < QUIET_NANOS;
    arrivedAt = now;
  }

  /** Something failed. The lane's own reads find out more than one that many lanes share. */
  void failed() {
    arrivedAt = System.nanoTime();
    warm = true;
  }

  /** Waits for an entry, however long that takes. */
  CompletableFuture<List<Entry>> ask() {
    own.reset();
    WaitingRead.Place joined = reads.taking().join(inbox, SharedReader.NEW, heard);
    place = joined;
    return joined.answer().thenApply(this::entries);
  }

  /** Waits until there is an entry behind this id, however long that takes, and takes none. */
  public void look(String behind) {
    look(behind, heard);
  }

  /** The same, but waits for hardly longer than so long. */
  public void look(String behind, Duration most) {
    long began = System.nanoTime();
    look(
        behind,
        () -> {
          heard.run();
          if (System.nanoTime() - began >= most.toNanos()) {
            leave();
          }
        });
  }

  private void look(String behind, Runnable hears) {
    own.reset();
    WaitingRead.Place joined = reads.looking().join(inbox, behind, hears);
    place = joined;
    joined
        .answer()
        .whenComplete(
            (arrived, thrown) -> {
              if (thrown != null) {
                failed();
              }
              whenSeen.run();
            });
  }

  /** Waits until it is told to {@link #leave}, and asks Redis for nothing. */
  public void pause() {
    own.reset();
    WaitingRead.Place joined = WaitingRead.nowhere();
    place = joined;
    joined.answer().whenComplete((arrived, thrown) -> whenSeen.run());
  }

  /** Tells this one that a look or a pause is over: the lane may have no thread. */
  void whenSeen(Runnable hears) {
    whenSeen = hears;
  }

  private List<Entry> entries(Arrived arrived) {
    if (!arrived.leftOut().isEmpty()) {
      leftOut.accept(arrived.leftOut());
    }
    return arrived.entries();
  }

  /** Whether the lane waits here. */
  public boolean waiting() {
    WaitingRead.Place joined = place;
    return joined != null && !joined.answer().isDone();
  }

  /** Waits no longer, as if no entry had come. Called by any thread. */
  public void leave() {
    WaitingRead.Place joined = place;
    if (joined != null && !joined.answer().isDone()) {
      joined.leave();
    }
  }
}
