package io.streamweir.internal.feature.follow;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.lane.Pause;
import io.streamweir.internal.upkeep.OutageLog;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A follower's loop over one stream: reads, lets each entry be looked at until that succeeds, and
 * acknowledges. Nothing ends it but {@link #stop}.
 */
public final class FollowLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(FollowLoop.class);

  private final String name;
  private final FollowGroup entries;
  private final Look look;
  private final OutageLog outages = new OutageLog(LOG, Level.WARN);
  private final String reading; // what its log calls it
  private final Pause pause = new Pause(Duration.ofMillis(50), Duration.ofSeconds(5));
  private volatile boolean stopping;

  /**
   * A loop that has not begun.
   *
   * @param name the follower and what it follows, for messages: as {@code the tap of
   *     orders/parse/0}
   */
  public FollowLoop(String name, FollowGroup entries, Look look) {
    this.name = name;
    this.reading = "reading of " + name;
    this.entries = entries;
    this.look = look;
  }

  @Override
  public void run() {
    while (!stopping) {
      try {
        handle(entries.next());
        outages.over(reading);
        pause.reset();
      } catch (RedisCallException e) {
        failed(e);
        pause.take();
      } catch (RuntimeException | Error e) { // a follower outlives everything
        entries.doubt();
        LOG.error("{} goes on after an unexpected error", name, e);
        pause.take();
      }
    }
    entries.close();
  }

  private void failed(RedisCallException failure) {
    entries.doubt();
    boolean passing = failure.passing() || failure.code().equals("NOGROUP");
    outages.failed(passing ? Level.WARN : Level.ERROR, reading, failure);
  }

  /** Ends the loop after the entry that is being handled. */
  public void stop() {
    stopping = true;
    entries.unblock();
    pause.end();
  }

  private void handle(List<Entry> batch) {
    List<String> seen = new ArrayList<>();
    for (Entry entry : batch) {
      boolean done = false;
      while (!done && !stopping) {
        done = looked(entry);
        entries.renewWhereDue(batch.subList(seen.size(), batch.size()));
      }
      if (!done) {
        break;
      }
      seen.add(entry.id());
    }
    entries.acknowledge(seen);
    entries.handBack(batch.subList(seen.size(), batch.size()));
  }

  /** Answers whether that is all that can be done with the entry. */
  private boolean looked(Entry entry) {
    try {
      look.at(entry);
      pause.reset();
      return true;
    } catch (Throwable e) { // an Error of a handler must not end the loop
      LOG.warn("{} shows {} again, since its handler failed", name, entry.id(), e);
      pause.take();
      return false;
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
