package io.streamweir.internal.feature.limit;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.lane.Pause;
import io.streamweir.internal.lane.Reclaimer;
import io.streamweir.internal.settle.InHand;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a lane within the limits of its stage, which all lanes of all workers share in Redis. The
 * lane's thread asks; {@link #renew} and {@link #stop} may be called by any.
 *
 * <p>What counts as running is what is in the lane's hands and not decided. The lane says how many
 * that are with each call, so errors do not add up. If an answer or Redis' data was lost, the
 * number is right again with the next call.
 */
public final class LaneLimit {
  private static final Logger LOG = LoggerFactory.getLogger(LaneLimit.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
  private static final long LONGEST_WAIT_MILLIS = 500;

  private final RedisLink link;
  private final String inbox;
  private final LimitScript script;
  private final boolean slots;
  private final InHand inHand;
  private final Reclaimer reclaimer;
  private final InboxQueries queries;
  private final Pause pause = new Pause(FIRST_PAUSE, LONGEST_PAUSE);
  private boolean idle; // the last read brought less than was granted
  private int granted; // and not taken yet
  private int stated;
  private volatile boolean throttled;

  /**
   * For a lane.
   *
   * @param slots whether the number of running entries is limited
   */
  public LaneLimit(LaneContext lane, LimitScript script, boolean slots, Reclaimer reclaimer) {
    this.link = lane.link();
    this.inbox = lane.inbox();
    this.script = script;
    this.slots = slots;
    this.inHand = lane.inHand();
    this.reclaimer = reclaimer;
    this.queries = new InboxQueries(link);
  }

  /**
   * How many entries, up to {@code room}, the lane may take now: it must then say how many it
   * {@link #took}. 0 after a pause where none waits or none is granted.
   */
  public int await(int room) {
    if (room == 0) {
      return 0;
    }
    if (idle && !queries.worthReading(inbox, reclaimer.due())) {
      throttled = false;
      tellWhatEnded();
      pause.take();
      return 0;
    }
    LimitScript.Grant grant = acquire(room);
    throttled = grant.entries() == 0;
    if (grant.waitMillis() > 0 && throttled) {
      pause.take(Duration.ofMillis(Math.min(grant.waitMillis(), LONGEST_WAIT_MILLIS)));
    } else if (throttled) {
      pause.take();
    }
    return grant.entries();
  }

  private LimitScript.Grant acquire(int wanted) {
    CompletableFuture<LimitScript.Grant> answer;
    synchronized (this) {
      int held = inHand.open();
      granted = wanted; // it may be
      stated = held + wanted;
      answer = script.run(held, wanted, 0);
    }
    LimitScript.Grant grant = link.await(answer);
    synchronized (this) {
      granted = grant.entries();
      stated -= wanted - grant.entries();
    }
    return grant;
  }

  /** The lane has taken so many entries of those that it was granted. */
  public void took(int entries) {
    synchronized (this) {
      int unused = granted - entries;
      granted = 0;
      idle = unused > 0;
      if (unused > 0) {
        tell(unused);
      }
    }
    if (entries > 0) {
      pause.reset();
    }
  }

  /** Entries that have ended since the last call make room for other lanes. */
  private synchronized void tellWhatEnded() {
    if (slots && stated > inHand.open()) {
      tell(0);
    }
  }

  /** Says again what runs, before what was said last counts no more. */
  public synchronized void renew() {
    if (slots && (stated > 0 || inHand.open() > 0)) {
      tell(0);
    }
  }

  private void tell(int unused) {
    stated = inHand.open() + granted;
    script
        .run(stated, 0, unused)
        .whenComplete(
            (grant, thrown) -> {
              if (thrown != null) {
                LOG.debug("the limit of {} will hear of it with the next call", inbox, thrown);
              }
            });
  }

  /** Whether an entry may wait, and none was granted when the lane last asked. */
  public boolean throttled() {
    return throttled;
  }

  /** The lane waits for something else, and does not ask. */
  public void rest() {
    throttled = false;
  }

  /** Ends the pauses. */
  public void stop() {
    pause.end();
  }
}
