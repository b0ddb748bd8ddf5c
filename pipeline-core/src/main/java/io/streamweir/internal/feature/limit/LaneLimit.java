package io.streamweir.internal.feature.limit;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.lane.ColdRead;
import io.streamweir.internal.lane.Contact;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.lane.Pause;
import io.streamweir.internal.lane.Prefetch;
import io.streamweir.internal.lane.Reclaimer;
import io.streamweir.internal.settle.InHand;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lane's part in the limits of its stage. The lane's thread waits here until the {@link
 * StageLimit} has given it some entries to take. A lane whose inbox holds nothing does not ask.
 *
 * <p>If only the number of running handlers is limited, the lane is given <em>places</em>. It takes
 * as many entries as its handlers get through in a moment, and keeps a place while it has an entry
 * for it. So no more handlers run than it has places, and the next entry is ready when one ends.
 */
final class LaneLimit {
  static final long LONGEST_WAIT_MILLIS = 500;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

  private final StageLimit stage;
  private final String inbox;
  private final InHand inHand;
  private final Prefetch prefetch;
  private final int mostPlaces;
  private final Contact contact;
  private final ColdRead cold;
  private final Reclaimer reclaimer;
  private final InboxQueries queries;
  private final Pause pause = new Pause(FIRST_PAUSE, LONGEST_PAUSE);
  private final ReentrantLock lock;
  private final Condition changed;
  private boolean idle; // the last read brought less than was asked for
  private int asked; // entries
  private boolean waits; // for what it was not given in earlier turns
  private long since;
  private int wanted; // this and what follows under the stage's lock
  private int given; // and not taken yet
  private volatile int places; // that it has, with those given
  private @Nullable RedisCallException failure;
  private boolean stopped;
  private volatile boolean throttled;

  /**
   * A lane's.
   *
   * @param mostPlaces of which it can make use
   */
  LaneLimit(StageLimit stage, LaneContext lane, Reclaimer reclaimer, int mostPlaces) {
    this.stage = stage;
    this.prefetch = lane.prefetch();
    this.mostPlaces = mostPlaces;
    this.inbox = lane.inbox();
    this.inHand = lane.inHand();
    this.contact = lane.contact();
    this.cold = lane.cold();
    this.reclaimer = reclaimer;
    this.queries = new InboxQueries(stage.link());
    this.lock = stage.lock();
    this.changed = lock.newCondition();
    stage.add(this);
    inHand.whenClosed(this::closed);
  }

  /**
   * How many entries, up to {@code room}, the lane may take now: it must then say how many it
   * {@link #took}. 0 after a pause where none waits or none is granted.
   */
  int await(int room) throws InterruptedException {
    if (room == 0) {
      return 0;
    }
    if (idle && given == 0 && !entriesWait() && rests()) {
      return 0;
    }
    lock.lockInterruptibly();
    try {
      if (given == 0) {
        awaitGiven(room);
      }
      asked = (int) Math.min(room, (long) given * (stage.handsOn() ? prefetch.inTurn() : 1));
      return asked;
    } finally {
      wanted = 0;
      lock.unlock();
    }
  }

  /** Whether entries in hand wait for a place. */
  private boolean entriesWait() {
    return stage.handsOn() && inHand.open() > places;
  }

  /** Whether it has all places of which it can make use. */
  boolean full() {
    return stage.handsOn() && places >= mostPlaces;
  }

  /** Whether the lane's thread has left entries that it should have handled. */
  boolean leftOver() {
    return stage.handsOn() && mostPlaces == 1 && inHand.open() > 0;
  }

  /** Whether the lane waits until an entry comes, and nothing else is to be done. */
  boolean looks() {
    return cold.waiting() && !reclaimer.due();
  }

  /** Where no entry waits: for a moment, or until there is one. */
  private boolean rests() {
    Optional<String> last = queries.quietBehind(inbox, reclaimer.due());
    if (last.isEmpty()) {
      return false;
    }
    contact.heard();
    throttled = false;
    waits = false;
    if (cold.due() && inHand.isEmpty() && !cold.waiting()) {
      cold.look(last.get());
    }
    if (!cold.waiting()) {
      pause.take();
    }
    return true;
  }

  private void awaitGiven(int room) throws InterruptedException {
    failure = null;
    long left = TimeUnit.MILLISECONDS.toNanos(LONGEST_WAIT_MILLIS);
    while (full() && !stopped && left > 0) {
      left = changed.awaitNanos(left);
    }
    wanted = stage.handsOn() ? Math.min(room, mostPlaces - places) : room;
    if (wanted <= 0) {
      return;
    }
    since = waits ? since : System.nanoTime();
    stage.want(this);
    try {
      while (given == 0 && failure == null && !stopped && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      stage.wantNoMore(this);
    }
    if (failure != null) {
      throw failure;
    }
    throttled = given == 0 && !stopped;
    waits = throttled;
  }

  /** The lane has taken so many entries of those that it asked for. */
  void took(int entries) {
    lock.lock();
    try {
      int unused = given - entries;
      idle = entries < asked;
      given = 0;
      asked = 0;
      if (stage.handsOn()) {
        shrink();
      } else {
        stage.giveBack(unused);
      }
    } finally {
      lock.unlock();
    }
    if (entries > 0) {
      pause.reset();
    }
  }

  private void closed() {
    if (!stage.handsOn()) {
      stage.ended();
      return;
    }
    lock.lock();
    try {
      shrink();
    } finally {
      lock.unlock();
    }
  }

  /** Gives up the places for which there is no entry. What is just arriving may count twice. */
  private void shrink() {
    int had = places;
    int needed = inHand.open() + given;
    if (needed < had) {
      places = needed;
      changed.signal();
      stage.freed(had - needed);
    }
  }

  /** Whether it has waited for longer than the other one. */
  boolean before(LaneLimit other) {
    return since - other.since < 0;
  }

  /** How many more it wants. Under the stage's lock, as those that follow. */
  int wanted() {
    return wanted;
  }

  /**
   * How many places it has; else what it handles, or was given and has not taken. What is just
   * arriving may count twice.
   */
  int held() {
    return stage.handsOn() ? places : given + inHand.open();
  }

  /** How many handlers may run at once: none while others may have what was given. */
  int places() {
    if (!stage.handsOn()) {
      return Integer.MAX_VALUE;
    }
    return stage.counts() ? places : 0;
  }

  /** Gives the lane some of these; answers with how many. */
  int give(int spare) {
    given = Math.min(wanted, spare);
    if (stage.handsOn()) {
      int had = places;
      places = had + given;
    }
    throttled = false;
    changed.signal();
    return given;
  }

  void fail(RedisCallException why) {
    failure = why;
    changed.signal();
  }

  void heard() {
    contact.heard();
  }

  void refused() {
    throttled = true;
  }

  /** Whether an entry may wait, and none was granted when the lane last asked. */
  boolean throttled() {
    return throttled;
  }

  /** The lane waits for something else, and does not ask. */
  void rest() {
    throttled = false;
    waits = false;
    took(0);
    idle = false;
  }

  /** Repeats what runs. */
  void renew() {
    stage.renew();
  }

  /** Ends the waits. */
  void stop() {
    pause.end();
    lock.lock();
    try {
      stopped = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
