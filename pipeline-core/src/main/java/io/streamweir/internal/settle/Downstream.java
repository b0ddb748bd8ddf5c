package io.streamweir.internal.settle;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Whether the stages that a lane forwards to have room. Every settlement's answer tells their
 * length; where one is long, it is asked how much of it is still to do. Thread-safe; {@link
 * #hasRoom} is for the lane's thread.
 */
public final class Downstream {
  private final RedisLink link;
  private final InboxQueries queries;
  private final List<Inbox> inboxes = new ArrayList<>();
  private final List<BooleanSupplier> others = new ArrayList<>();
  private volatile boolean doubtful = true; // until the first look

  private record Inbox(String key, long maxBacklog) {}

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

  /** What a settlement's answer said. */
  public void lengths(List<Long> lengths) {
    for (int i = 0; i < lengths.size(); i++) {
      if (lengths.get(i) >= inboxes.get(i).maxBacklog()) {
        doubtful = true;
      }
    }
  }

  /** Whether the lane may read on. Asks Redis only where the last answers left a doubt. */
  public boolean hasRoom() {
    for (BooleanSupplier other : others) {
      if (!other.getAsBoolean()) {
        return false;
      }
    }
    if (!doubtful) {
      return true;
    }
    for (Inbox inbox : inboxes) {
      if (link.await(queries.backlog(inbox.key())) >= inbox.maxBacklog()) {
        return false;
      }
    }
    doubtful = false;
    return true;
  }
}
