package io.streamweir.internal.feature.limit;

import io.streamweir.internal.wire.Wire;
import io.streamweir.pipeline.StageLimits;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the lanes of one worker within the limits of their stage, which all workers share in Redis.
 * It asks for all lanes at once, with one call at a time, and divides what it is granted among the
 * lanes that wait. After a refusal it asks when something has ended, or when the time has passed
 * that it was told. Thread-safe.
 *
 * <p>What counts as running is what is in the lanes' hands and not decided. Each call says how many
 * that are, so errors do not add up. If an answer or Redis' data was lost, the number is right
 * again with the next call.
 *
 * <p>If only the number of running handlers is limited, these are <em>places</em>, and one that a
 * lane needs no longer goes on to the next lane that waits, without a call. That changes nothing of
 * what Redis knows. It goes back to Redis if no lane waits, or if another worker waits with less
 * than its share. Calls tell so, which the lanes that wait make anyway, and others after a while.
 */
final class StageLimit {
  private static final Logger LOG = LoggerFactory.getLogger(StageLimit.class);
  private static final long SHORTEST_WAIT_MILLIS = 5;
  private static final long GATHERING_MILLIS = 2; // for a lane that is about to ask for the next
  private static final long SILENT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(GATHERING_MILLIS);

  private final RedisLink link;
  private final LimitScript script;
  private final ScheduledExecutorService timer;
  private final boolean slots;
  private final boolean handsOn;
  private final long leaseNanos;
  private final long renewNanos;
  private final long patienceMillis;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<LaneLimit> lanes = new ArrayList<>();
  private final List<LaneLimit> waiting = new ArrayList<>(); // for the longest time first
  private int spare; // granted, and not given to a lane
  private int stated; // what Redis knows to run here
  private boolean asking;
  private boolean unsure; // what Redis knows, or what it would say
  private int surplus; // so many of what ends go back, since another worker waits for them
  private long askAt = System.nanoTime();
  private long saidAt = askAt;
  private volatile long heardAt = askAt; // when it said what Redis has heard for certain
  private long freedAt = askAt - GATHERING_NANOS;
  private long lookAt; // the next time at which the timer looks
  private boolean willLook;

  /**
   * For the lanes of a worker.
   *
   * @param lease for how long entries count as running after a call
   */
  StageLimit(
      RedisLink link,
      LimitScript script,
      StageLimits limits,
      Duration lease,
      ScheduledExecutorService timer) {
    this.link = link;
    this.script = script;
    this.slots = limits.maxRunning() > 0;
    this.handsOn = slots && limits.rate() == null;
    this.timer = timer;
    this.leaseNanos = lease.toNanos();
    this.renewNanos = leaseNanos / 6;
    this.patienceMillis = link.config().commandTimeout().plusSeconds(1).toMillis();
  }

  RedisLink link() {
    return link;
  }

  ReentrantLock lock() {
    return lock;
  }

  /** Whether lanes have places that go on from one to the other. */
  boolean handsOn() {
    return handsOn;
  }

  /** Whether what Redis knows to run here counts for other workers, too. */
  boolean counts() {
    return System.nanoTime() - heardAt < leaseNanos;
  }

  void add(LaneLimit lane) {
    locked(() -> lanes.add(lane));
  }

  /** The lane waits for what it wants, until it is given some or does not want it any more. */
  void want(LaneLimit lane) {
    locked(
        () -> {
          line(lane);
          handOn();
          ask();
        });
  }

  /** A lane looks at other things from time to time, and keeps its turn. */
  private void line(LaneLimit lane) {
    int at = waiting.size();
    while (at > 0 && lane.before(waiting.get(at - 1))) {
      at--;
    }
    waiting.add(at, lane);
  }

  void wantNoMore(LaneLimit lane) {
    locked(() -> waiting.remove(lane));
  }

  /** The lane was given so many that it does not use: another lane may. */
  void giveBack(int unused) {
    if (unused > 0) {
      locked(
          () -> {
            spare += unused;
            divide();
            ask();
          });
    }
  }

  /** A lane has ended an entry. If it asks for the next one at once, both go in one call. */
  void ended() {
    if (slots) {
      locked(
          () -> {
            if (waiting.isEmpty()) {
              lookIn(GATHERING_MILLIS);
            } else {
              ask();
            }
          });
    }
  }

  /** A lane needs so many of its places no longer. Under the lock. */
  void freed(int places) {
    int owed = Math.min(places, surplus);
    surplus -= owed;
    spare += places - owed;
    freedAt = System.nanoTime();
    unsure |= freedAt - saidAt >= SILENT_NANOS; // whether another worker waits
    handOn();
    if (waiting.isEmpty()) {
      lookIn(GATHERING_MILLIS);
    } else {
      ask();
    }
  }

  /** Says again what runs, before what was said last counts no more. */
  void renew() {
    locked(
        () -> {
          boolean old = System.nanoTime() - saidAt > renewNanos;
          unsure |= slots && old && (stated > 0 || held() > 0);
          freedAt = System.nanoTime() - GATHERING_NANOS;
          ask();
        });
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }

  private int held() {
    return lanes.stream().mapToInt(LaneLimit::held).sum();
  }

  /** Gives places on, unless what Redis has heard will soon count no more. */
  private void handOn() {
    if (!handsOn || System.nanoTime() - heardAt < leaseNanos / 3 * 2) {
      divide();
    }
  }

  /** Gives what is spare to lanes that wait, in turn. */
  private void divide() {
    while (spare > 0 && !waiting.isEmpty()) {
      spare -= waiting.remove(0).give(spare);
    }
  }

  /** Asks for those that wait, or says what has ended, where that is due. */
  private void ask() {
    if (asking) {
      return; // its answer looks again
    }
    long now = System.nanoTime();
    int held = held();
    boolean due = !waiting.isEmpty() && (now - askAt >= 0 || spare > 0);
    boolean ended = slots && stated > held + (handsOn ? spare : 0);
    boolean left = spare > 0 && now - freedAt >= GATHERING_NANOS;
    if (!due && !ended && !unsure && !left) {
      return;
    }
    asking = true;
    unsure = false;
    saidAt = now;
    int unused = spare;
    spare = 0;
    int wanted = waiting.stream().mapToInt(LaneLimit::wanted).sum();
    try {
      script
          .run(held, wanted, unused)
          .orTimeout(patienceMillis, TimeUnit.MILLISECONDS)
          .whenComplete(
              (grant, thrown) -> locked(() -> answered(now, held, wanted, grant, thrown)));
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  private void answered(
      long saidAt,
      int held,
      int wanted,
      LimitScript.@Nullable Grant grant,
      @Nullable Throwable thrown) {
    if (grant == null || thrown != null) {
      failed(thrown == null ? new IllegalStateException("no answer") : thrown);
      return;
    }
    asking = false;
    heardAt = saidAt;
    surplus = grant.surplus();
    stated = held + grant.entries();
    spare += grant.entries();
    long wait = grant.entries() < wanted ? Math.max(SHORTEST_WAIT_MILLIS, grant.waitMillis()) : 0;
    wait = Math.min(wait, LaneLimit.LONGEST_WAIT_MILLIS);
    askAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait);
    waiting.forEach(LaneLimit::heard);
    divide();
    waiting.forEach(LaneLimit::refused);
    if (!waiting.isEmpty()) {
      lookIn(wait);
    }
    ask();
  }

  /** Those that wait fail, and ask again as they do after any failure. */
  private void failed(Throwable thrown) {
    asking = false;
    unsure = slots;
    LOG.debug("the limit will hear with the next call what runs", thrown);
    RedisCallException failure = Wire.failed(thrown);
    while (!waiting.isEmpty()) {
      waiting.remove(0).fail(failure);
    }
  }

  private void lookIn(long millis) {
    long at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    if (willLook && lookAt - at <= 0) {
      return;
    }
    try {
      timer.schedule(() -> locked(this::look), millis, TimeUnit.MILLISECONDS);
      willLook = true;
      lookAt = at;
    } catch (RejectedExecutionException e) {
      LOG.debug("the worker has ended", e);
    }
  }

  private void look() {
    willLook = false;
    ask();
    if (spare > 0 && !asking) {
      lookIn(GATHERING_MILLIS);
    }
    if (!waiting.isEmpty() && !asking) {
      lookIn(Math.max(1, TimeUnit.NANOSECONDS.toMillis(askAt - System.nanoTime()) + 1));
    }
  }
}
