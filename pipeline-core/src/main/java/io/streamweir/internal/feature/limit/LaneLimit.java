package io.streamweir.internal.feature.limit;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.lane.ColdRead;
import io.streamweir.internal.lane.Contact;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.lane.Pause;
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
 */
final class LaneLimit {
  static final long LONGEST_WAIT_MILLIS = 500;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

  private final StageLimit stage;
  private final String inbox;
  private final InHand inHand;
  private final Contact contact;
  private final ColdRead cold;
  private final Reclaimer reclaimer;
  private final InboxQueries queries;
  private final Pause pause = new Pause(FIRST_PAUSE, LONGEST_PAUSE);
  private final ReentrantLock lock;
  private final Condition changed;
  private boolean idle; // the last read brought less than was granted
  private int wanted; // this and what follows under the stage's lock
  private int given; // and not taken yet
  private @Nullable RedisCallException failure;
  private boolean stopped;
  private volatile boolean throttled;

  LaneLimit(StageLimit stage, LaneContext lane, Reclaimer reclaimer) {
    this.stage = stage;
    this.inbox = lane.inbox();
    this.inHand = lane.inHand();
    this.contact = lane.contact();
    this.cold = lane.cold();
    this.reclaimer = reclaimer;
    this.queries = new InboxQueries(stage.link());
    this.lock = stage.lock();
    this.changed = lock.newCondition();
    stage.add(this);
    inHand.whenClosed(stage::ended);
  }

  /**
   * How many entries, up to {@code room}, the lane may take now: it must then say how many it
   * {@link #took}. 0 after a pause where none waits or none is granted.
   */
  int await(int room) throws InterruptedException {
    if (room == 0) {
      return 0;
    }
    if (idle && given == 0 && rests()) {
      return 0;
    }
    lock.lockInterruptibly();
    try {
      return given > 0 ? Math.min(given, room) : awaitGiven(room);
    } finally {
      wanted = 0;
      lock.unlock();
    }
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
    if (cold.due() && inHand.isEmpty() && !cold.waiting()) {
      cold.look(last.get());
    }
    if (!cold.waiting()) {
      pause.take();
    }
    return true;
  }

  private int awaitGiven(int room) throws InterruptedException {
    wanted = room;
    failure = null;
    stage.want(this);
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(LONGEST_WAIT_MILLIS);
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
    return given;
  }

  /** The lane has taken so many entries of those that it was granted. */
  void took(int entries) {
    lock.lock();
    try {
      int unused = given - entries;
      given = 0;
      idle = unused > 0;
      stage.giveBack(unused);
    } finally {
      lock.unlock();
    }
    if (entries > 0) {
      pause.reset();
    }
  }

  /** How many more it wants. Under the stage's lock, as those that follow. */
  int wanted() {
    return wanted;
  }

  /** What it handles, or was given and has not taken. What is just arriving may count twice. */
  int held() {
    return given + inHand.open();
  }

  /** Gives the lane some of these; answers with how many. */
  int give(int spare) {
    given = Math.min(wanted, spare);
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
