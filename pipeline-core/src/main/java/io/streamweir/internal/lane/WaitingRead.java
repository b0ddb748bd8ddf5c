package io.streamweir.internal.lane;

import io.streamweir.internal.entry.Arrived;
import io.streamweir.internal.entry.SharedReader;
import io.streamweir.redis.RedisCallException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One read that waits at the server for the cold lanes of a worker, so that a lane that has nothing
 * to do needs no connection and no thread. It is sent again and again, with the inboxes of all
 * lanes that have joined. A lane that is given an entry is in it no longer.
 *
 * <p>If a lane joins or leaves while the read waits, the read is ended and sent anew. Between two
 * of them are at least 10 ms, since each costs the server time for every inbox.
 *
 * <p>If the server refuses the read, one inbox is to blame, and the server does not say which. So
 * each inbox is asked for itself, and the lane hears of it whose inbox fails. If the connection is
 * lost, an answer may be, too: all lanes hear of it. Thread-safe.
 */
public final class WaitingRead {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingRead.class);
  private static final long LEAST_BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long BEHIND_ENTRIES_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final SharedReader reader;
  private final ScheduledExecutorService timer;
  private final Map<String, Place> places = new LinkedHashMap<>(); // by inbox
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private @Nullable List<Place> asked; // by the read that is under way
  private boolean changed; // a lane has joined or leaves since that was sent
  private boolean timed;
  private boolean refused; // the last one was, and no single inbox
  private long notBefore = System.nanoTime(); // may the next one be sent
  private volatile boolean ended;

  /** A read that begins with the first lane that joins. */
  public WaitingRead(SharedReader reader, ScheduledExecutorService timer) {
    this.reader = reader;
    this.timer = timer;
  }

  /** One lane's place in it. */
  static final class Place {
    private final String inbox;
    private final String behind;
    private final Runnable heard;
    private final Consumer<Place> leaves;
    private final CompletableFuture<Arrived> answer = new CompletableFuture<>();
    private boolean leaving;

    private Place(String inbox, String behind, Runnable heard, Consumer<Place> leaves) {
      this.inbox = inbox;
      this.behind = behind;
      this.heard = heard;
      this.leaves = leaves;
    }

    /** What it brings of the lane's inbox. Fails with a {@link RedisCallException}. */
    CompletableFuture<Arrived> answer() {
      return answer;
    }

    /**
     * The lane waits no longer. What the read that is under way brings it is still its own, so the
     * answer comes with that; at once where the read only looks. Does nothing where it has left.
     */
    void leave() {
      leaves.accept(this);
    }
  }

  /**
   * Waits for an entry of this inbox, too. May have to connect, so it is for a lane's thread.
   *
   * @param behind this id, or {@link SharedReader#NEW}
   * @param heard runs when the server has answered that there is none
   */
  Place join(String inbox, String behind, Runnable heard) {
    Place place = new Place(inbox, behind, heard, this::leave);
    try {
      reader.connect();
    } catch (RuntimeException e) {
      place.answer.completeExceptionally(RedisCallException.of(e));
      return place;
    }
    synchronized (this) {
      if (ended) {
        place.answer.complete(nothing());
        return place;
      }
      places.put(inbox, place);
      changed = true;
    }
    hurry();
    return place;
  }

  /** A place in no read, which brings nothing and only ends where the lane leaves it. */
  static Place nowhere() {
    return new Place("", "", () -> {}, place -> place.answer.complete(nothing()));
  }

  private void leave(Place place) {
    synchronized (this) {
      if (places.get(place.inbox) != place || place.leaving) {
        return;
      }
      place.leaving = true;
      changed = true;
    }
    if (!place.behind.equals(SharedReader.NEW)) {
      place.answer.complete(nothing());
    }
    hurry();
  }

  /** Whether no lane can join it any more. */
  boolean ended() {
    return ended;
  }

  /** All lanes leave, and none joins any more. Answers when nothing is under way. */
  public CompletableFuture<Void> end() {
    synchronized (this) {
      ended = true;
      places.values().forEach(place -> place.leaving = true);
      changed = true;
    }
    go();
    return over;
  }

  /** Closes the connection. */
  public void close() {
    reader.close();
  }

  /** Sends it anew, or as soon as that may be. */
  private void hurry() {
    synchronized (this) {
      long left = notBefore - System.nanoTime();
      if (timed || left > 0) {
        lookIn(left);
        return;
      }
    }
    go();
  }

  private void lookIn(long nanos) {
    if (!timed) {
      timer.schedule(this::timeUp, nanos, TimeUnit.NANOSECONDS);
      timed = true; // where that did not throw
    }
  }

  private void timeUp() {
    synchronized (this) {
      timed = false;
    }
    go();
  }

  private void go() {
    List<Place> next = List.of();
    List<Place> left = List.of();
    boolean unblock = false;
    synchronized (this) {
      if (asked != null) {
        unblock = changed;
        if (changed) {
          lookIn(LEAST_BETWEEN_NANOS); // whether it was heard
        }
      } else {
        left = leaving();
        next = List.copyOf(places.values());
        asked = next.isEmpty() ? null : next;
        changed = false;
        notBefore = System.nanoTime() + LEAST_BETWEEN_NANOS;
      }
    }
    if (unblock) {
      reader.unblock();
    }
    left.forEach(place -> place.answer.complete(nothing()));
    if (!next.isEmpty()) {
      send(next);
    } else if (ended && !unblock) {
      over.complete(null);
    }
  }

  private List<Place> leaving() {
    List<Place> left = places.values().stream().filter(place -> place.leaving).toList();
    left.forEach(place -> places.remove(place.inbox));
    return left;
  }

  private void send(List<Place> next) {
    reader
        .read(asking(next))
        .whenComplete(
            (arrived, thrown) -> {
              try {
                answered(next, arrived, thrown);
              } catch (RuntimeException | Error e) {
                LOG.error("a waiting read goes on after an unexpected error", e);
                fail(next, e);
              }
            });
  }

  private static Map<String, String> asking(List<Place> places) {
    Map<String, String> behind = new LinkedHashMap<>();
    places.forEach(place -> behind.put(place.inbox, place.behind));
    return behind;
  }

  private void answered(
      List<Place> of, @Nullable Map<String, Arrived> arrived, @Nullable Throwable thrown) {
    if (arrived != null) {
      refused = false;
      give(of, arrived);
      sendAgain(arrived.isEmpty() ? 0 : BEHIND_ENTRIES_NANOS);
      return;
    }
    RedisCallException failure = RedisCallException.of(thrown);
    if (failure.answered() && !failure.elsewhere()) {
      lookAtEach(of, failure);
    } else {
      fail(of, failure);
    }
  }

  /** Lanes hear what came of their inboxes, first those to which something came. */
  private void give(List<Place> of, Map<String, Arrived> arrived) {
    for (Place place : of) {
      Arrived its = arrived.get(place.inbox);
      if (its != null) {
        remove(place);
        place.answer.complete(its);
      }
    }
    for (Place place : of) {
      if (!arrived.containsKey(place.inbox)) {
        place.heard.run();
      }
    }
  }

  private synchronized void remove(Place place) {
    places.remove(place.inbox, place);
  }

  private void sendAgain(long inNanos) {
    synchronized (this) {
      asked = null;
      long at = System.nanoTime() + inNanos;
      notBefore = at - notBefore > 0 ? at : notBefore;
    }
    hurry();
  }

  /** It may be that none fails by itself; then all are told where that comes twice. */
  private void lookAtEach(List<Place> of, RedisCallException failure) {
    Map<String, CompletableFuture<Map<String, Arrived>>> answers = reader.readEach(asking(of));
    CompletableFuture.allOf(answers.values().toArray(CompletableFuture<?>[]::new))
        .whenComplete(
            (all, thrown) -> {
              if (thrown == null && refused) {
                fail(of, failure);
                return;
              }
              refused = thrown == null;
              of.forEach(place -> giveOwn(place, answers.get(place.inbox)));
              sendAgain(0);
            });
  }

  private void giveOwn(Place place, @Nullable CompletableFuture<Map<String, Arrived>> answer) {
    Objects.requireNonNull(answer)
        .whenComplete(
            (arrived, thrown) -> {
              if (arrived == null) {
                remove(place);
                place.answer.completeExceptionally(RedisCallException.of(thrown));
              } else {
                give(List.of(place), arrived);
              }
            });
  }

  /** An answer may have been lost that would have brought an entry of any of them. */
  private void fail(List<Place> of, Throwable failure) {
    List<Place> failed = new ArrayList<>(of);
    reader.reset();
    for (Place place : failed) {
      remove(place);
      place.answer.completeExceptionally(failure);
    }
    sendAgain(0);
  }

  private static Arrived nothing() {
    return new Arrived(List.of(), List.of());
  }
}
