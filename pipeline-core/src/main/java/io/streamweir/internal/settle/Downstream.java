package io.streamweir.internal.settle;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Whether the stages that a lane forwards to have room. Every settlement's answer tells their
 * length; where one is long, it is asked how much of it is still to do. Thread-safe; {@link
 * #hasRoom} is for the lane's thread.
 */
public final class Downstream {
  private static final long ASK_AFTER_NANOS = Duration.ofMillis(20).toNanos();
  private static final int ONE_IN = 64; // of what is free may go there before the next question
  private static final long MOST_UNASKED = 256;

  private final RedisLink link;
  private final InboxQueries queries;
  private final List<Inbox> inboxes = new ArrayList<>();
  private final List<BooleanSupplier> others = new ArrayList<>();
  private final List<Consumer<List<Long>>> hearers = new ArrayList<>();
  private volatile boolean doubtful = true; // until the first look
  private final AtomicLong sinceAsked = new AtomicLong();
  private volatile long askedAt = System.nanoTime() - ASK_AFTER_NANOS;

  private static final class Inbox {
    final String key;
    final long maxBacklog;
    volatile long unaskedAtMost; // entries that may go there before the next question

    Inbox(String key, long maxBacklog) {
      this.key = key;
      this.maxBacklog = maxBacklog;
      length(0);
    }

    final void length(long length) {
      unaskedAtMost = (maxBacklog - length) / ONE_IN;
    }
  }

  public Downstream(RedisLink link) {
    this.link = link;
    this.queries = new InboxQueries(link);
  }

  /** The targets of a stage. */
  public static Downstream of(
      RedisLink link, Pipeline<?> pipeline, StageDefinition<?, ?> stage, Keys keys) {
    Downstream downstream = new Downstream(link);
    for (String target : stage.targets()) {
      downstream.watch(keys.inbox(target), pipeline.stage(target).config().maxBacklog());
    }
    return downstream;
  }

  /** Watches one more inbox; in the order of the settlement's targets. */
  public void watch(String key, long maxBacklog) {
    inboxes.add(new Inbox(key, maxBacklog));
  }

  /** Has no room either while this says so; it is asked before each read and must not wait. */
  public void also(BooleanSupplier room) {
    others.add(room);
  }

  /** Whether nothing but the inboxes lacks room; never waits. Called by any thread. */
  public boolean othersHaveRoom() {
    for (BooleanSupplier other : others) {
      if (!other.getAsBoolean()) {
        return false;
      }
    }
    return true;
  }

  /** Tells this what settlements' answers say, on the thread that hears them. */
  public void alsoTell(Consumer<List<Long>> hearer) {
    hearers.add(hearer);
  }

  /**
   * Whether a settlement of so many entries should ask how long the target is. Most need not, as
   * long as there is much room, and the question is a command more for Redis.
   */
  boolean asks(int entries) {
    long now = System.nanoTime();
    long unasked = sinceAsked.addAndGet(entries);
    boolean asks = unasked > MOST_UNASKED || now - askedAt > ASK_AFTER_NANOS;
    for (Inbox inbox : inboxes) {
      asks |= unasked > inbox.unaskedAtMost;
    }
    if (asks) {
      sinceAsked.set(0);
      askedAt = now;
    }
    return asks;
  }

  /**
   * What a settlement's answer said, in the order of its targets; of more than are watched where it
   * may reach more.
   */
  public void lengths(List<Long> lengths) {
    hearers.forEach(hearer -> hearer.accept(lengths));
    for (int i = 0; i < Math.min(lengths.size(), inboxes.size()); i++) {
      if (lengths.get(i) != SettleScript.NOT_ASKED) {
        inboxes.get(i).length(lengths.get(i));
        if (lengths.get(i) >= inboxes.get(i).maxBacklog) {
          doubtful = true;
        }
      }
    }
  }

  /** Whether the lane may read on. Asks Redis only where the last answers left a doubt. */
  public boolean hasRoom() {
    if (!othersHaveRoom()) {
      return false;
    }
    if (!doubtful) {
      return true;
    }
    for (Inbox inbox : inboxes) {
      if (link.await(queries.backlog(inbox.key)) >= inbox.maxBacklog) {
        return false;
      }
    }
    doubtful = false;
    return true;
  }
}
