package io.streamweir.internal.housekeeping;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.lane.Lane;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Has entries of one partition taken over whose lease has run out, where no lane looks for them.
 * One of the workers that run the same stages looks at all inboxes, and wakes its lane where that
 * rests. A lane that does not rest has no room, and one that was woken in vain cannot take them. So
 * the lanes of all other workers are woken then.
 */
public final class OverdueLook {
  private static final Script SCRIPT = new Script("wire/checks", "housekeeping/look");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  private static final Duration LONGEST = Duration.ofMillis(400);
  private static final int PARTS_OF_A_LEASE = 10;

  private final RedisLink link;
  private final Keys keys;
  private final List<Lane> lanes;
  private final Duration lease;
  private final Duration interval;
  private final Duties duties;
  private final Duty duty;
  private final Set<Lane> woken = new HashSet<>(); // by the last look
  private volatile long serverMillis;

  /**
   * For a partition.
   *
   * @param lanes all of the worker's in it
   */
  public OverdueLook(RedisLink link, Keys keys, List<Lane> lanes, Duration lease, Duties duties) {
    this.link = link;
    this.keys = keys;
    this.lanes = List.copyOf(lanes);
    this.lease = lease;
    Duration part = lease.dividedBy(PARTS_OF_A_LEASE);
    this.interval = part.compareTo(LONGEST) < 0 ? part : LONGEST;
    this.duties = duties;
    this.duty = duties.ofStages(keys.partition());
    this.lanes.forEach(lane -> duties.hear(news(lane), lane::wake));
  }

  private static String news(Lane lane) {
    return "overdue:" + lane.id();
  }

  /** Looks, again and again. */
  public UpkeepTask task() {
    String purpose = "looking for overdue entries of " + lanes.get(0).id().pipeline();
    return UpkeepTask.paced(
        interval, "look", purpose + "/" + keys.partition(), this::lookWhereMine);
  }

  private CompletionStage<Duration> lookWhereMine() throws Exception {
    lanes.forEach(Lane::wakeWhereLate);
    return duty.isMine() ? duty.done(this::look) : CompletableFuture.completedFuture(interval);
  }

  private CompletionStage<Duration> look() {
    Call args = Call.args();
    for (Lane lane : lanes) {
      args.addKey(lane.context().inbox());
      args.addKey(keys.at(lane.id().priority()).swept(lane.id().stage()));
    }
    args.add(Keys.GROUP).add(lease.toMillis()).add(interval.toMillis()).add(serverMillis);
    return SCRIPT.run(link.shared(), args).thenApply(this::found);
  }

  private synchronized Duration found(List<Object> reply) {
    serverMillis = Resp.number(reply.get(0));
    Set<Lane> found = new HashSet<>();
    for (Object position : reply.subList(1, reply.size())) {
      found.add(lanes.get((int) Resp.number(position)));
    }
    woken.retainAll(found);
    for (Lane lane : found) {
      if (lane.resting() && woken.add(lane)) {
        lane.wake();
      } else {
        duties.tell(news(lane));
      }
    }
    return interval;
  }
}
