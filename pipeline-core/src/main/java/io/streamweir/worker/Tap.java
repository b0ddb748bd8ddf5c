package io.streamweir.worker;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.ConsumerName;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.feature.follow.Arrivals;
import io.streamweir.internal.feature.follow.FollowGroup;
import io.streamweir.internal.feature.follow.FollowLoop;
import io.streamweir.internal.feature.follow.Followers;
import io.streamweir.internal.feature.follow.InboxArrivals;
import io.streamweir.internal.feature.follow.Look;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Names;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows another program every entry that arrives at a stage, without taking work from it: for
 * analytics or an audit. A tap has a name and its own position in each inbox, which outlives it:
 * what arrives while no program runs the tap waits, since trimming waits for all groups (for a tap
 * up to {@link WorkerConfig#tapBound}). Several processes may run the same tap and share its
 * entries.
 *
 * <p>At least once: entries that a process had in hand when it died come again, to it or another,
 * after a minute. In order within a partition and priority as long as one process runs it. It
 * begins with what the stage still keeps when the tap is first started.
 *
 * <p>A thread and a connection per partition and priority. Thread-safe.
 */
public final class Tap implements AutoCloseable {
  private static final Duration LEASE = Duration.ofMinutes(1);

  private final Followers followers = new Followers();

  private Tap() {}

  /**
   * Starts a tap.
   *
   * @param stage whose inbox it looks at
   * @param type what that stage takes
   * @param name names the tap: lower-case letters, digits and hyphens
   * @throws IllegalArgumentException where the pipeline has no such stage, it takes something else,
   *     or the name has other characters
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked now, which a tap
   *     outlives once it has started, or where the link's user may not read
   */
  public static <I> Tap start(
      RedisLink link,
      Pipeline<?> pipeline,
      String stage,
      Class<I> type,
      String name,
      TapHandler<I> handler) {
    return start(link, pipeline, stage, type, name, handler, LEASE);
  }

  /**
   * The same with another lease.
   *
   * @param lease after which what a follower holds goes to another one
   */
  public static <I> Tap start(
      RedisLink link,
      Pipeline<?> pipeline,
      String stage,
      Class<I> type,
      String name,
      TapHandler<I> handler,
      Duration lease) {
    StageDefinition<?, ?> defined = pipeline.stage(stage);
    if (!defined.input().equals(type)) {
      throw new IllegalArgumentException(
          "stage %s takes %s, not %s"
              .formatted(stage, defined.input().getSimpleName(), type.getSimpleName()));
    }
    String group = group(name);
    String consumer = ConsumerName.next();
    AvroCodec codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link)));
    List<FollowLoop> made = new ArrayList<>();
    for (Keys keys : Keys.levels(link, pipeline)) {
      WorkerListener.LaneId id =
          new WorkerListener.LaneId(pipeline.name(), stage, keys.partition(), keys.priority());
      FollowGroup entries = group(link.patient(), keys.inbox(stage), group, consumer, lease);
      entries.open();
      Look look = new TapLook<>(link.config().namespace(), id, codec, type, handler);
      made.add(new FollowLoop("the tap of " + id, entries, look));
    }
    Tap tap = new Tap();
    made.forEach(loop -> tap.followers.begin(loop, "streamweir-tap"));
    return tap;
  }

  private static FollowGroup group(
      RedisLink link, String inbox, String group, String consumer, Duration lease) {
    Arrivals arrivals = new InboxArrivals(link, inbox, group, consumer, lease);
    return new FollowGroup(link, inbox, group, consumer, lease, arrivals);
  }

  private static String group(String name) {
    return Keys.TAP + Names.check("tap", name);
  }

  /**
   * Forgets a tap and its position, so that trimming no longer waits for it; answers whether there
   * was one. One that runs begins anew.
   */
  public static boolean remove(RedisLink link, Pipeline<?> pipeline, String stage, String name) {
    boolean removed = false;
    for (Keys keys : Keys.levels(link, pipeline)) {
      String inbox = keys.inbox(pipeline.stage(stage).name());
      removed |= FollowGroup.destroy(link.patient(), inbox, group(name));
    }
    return removed;
  }

  /**
   * Ends after the entries that are being handled, and hands back what was not begun; its position
   * stays. Blocks for at most 30 s; does nothing the second time.
   */
  @Override
  public void close() {
    followers.close();
  }
}
