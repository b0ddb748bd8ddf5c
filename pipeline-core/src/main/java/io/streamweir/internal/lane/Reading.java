package io.streamweir.internal.lane;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.InHand;
import io.streamweir.listener.WorkerListener;
import io.streamweir.redis.RedisCallException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane's read of its inbox, of which there is one at a time: it is asked, it arrives, and the
 * lane takes what it brought. For the lane's thread.
 */
public final class Reading {
  private static final Logger LOG = LoggerFactory.getLogger(Reading.class);

  private final WorkerListener.LaneId lane;
  private final EntryReader reader;
  private final ColdRead cold;
  private final InHand inHand;
  private final Prefetch prefetch;
  private final Contact contact;
  private final WorkerListener listener;
  private volatile Runnable whenArrived = () -> {};
  private @Nullable CompletableFuture<List<Held>> answer;

  Reading(
      WorkerListener.LaneId lane,
      EntryReader reader,
      ColdRead cold,
      InHand inHand,
      Prefetch prefetch,
      Contact contact,
      WorkerListener listener) {
    this.lane = lane;
    this.reader = reader;
    this.cold = cold;
    this.inHand = inHand;
    this.prefetch = prefetch;
    this.contact = contact;
    this.listener = listener;
  }

  /** Tells this one of each answer: a lane that waits for it may have no thread. */
  void whenArrived(Runnable hears) {
    whenArrived = hears;
  }

  /** Whether there is one that was not taken yet. */
  public boolean underWay() {
    return answer != null;
  }

  /** Whether there is one that has not arrived yet. */
  boolean waiting() {
    return answer != null && !answer.isDone();
  }

  /** These entries will arrive. */
  public void ask(CompletableFuture<List<Entry>> entries) {
    CompletableFuture<List<Held>> asked = entries.thenApply(this::arrived);
    answer = asked;
    asked.whenComplete((held, thrown) -> whenArrived.run());
  }

  /**
   * Runs where the answer arrives, so that entries which wait for the lane's thread are known and
   * renewed.
   */
  private List<Held> arrived(List<Entry> entries) {
    contact.heard();
    if (!entries.isEmpty()) {
      cold.arrived();
    }
    listener.polled(lane, entries.size());
    List<Held> held = inHand.hold(entries);
    prefetch.arrived(held);
    return held;
  }

  /** Whether it has brought an entry that was not taken yet. */
  boolean arrived() {
    return answer != null && answer.isDone();
  }

  /**
   * What it brings, once it has arrived; nothing where nothing was asked, or while a cold lane
   * waits with others.
   *
   * @param whenUnclear runs where entries may have arrived that no handler will be given
   * @throws RedisCallException where it failed
   */
  public List<Held> take(Runnable whenUnclear) throws InterruptedException {
    CompletableFuture<List<Held>> taken = answer;
    if (taken == null || cold.waiting()) {
      return List.of();
    }
    try {
      List<Held> arrived = taken.get(reader.patience().toMillis(), TimeUnit.MILLISECONDS);
      answer = null;
      return arrived;
    } catch (TimeoutException | ExecutionException e) {
      taken.cancel(false); // the client library may have lost it, as without memory
      answer = null;
      if (!(e.getCause() instanceof RedisCallException)) {
        whenUnclear.run();
      }
      throw RedisCallException.of(e);
    }
  }

  /** Waits until it has arrived, and leaves what it brings to be taken. */
  void await() {
    if (answer == null) {
      return;
    }
    try {
      answer.get(reader.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      LOG.debug("the last read of lane {} failed", lane, e);
    }
  }

  /** Ends it at once. What it brings is in hand, but is not to be taken any more. */
  public void abandon() {
    if (answer != null) {
      reader.unblock();
      await();
      answer = null;
    }
  }
}
