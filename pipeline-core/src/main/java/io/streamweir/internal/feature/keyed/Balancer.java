package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.feature.keyed.PartitionHold.State;
import io.streamweir.internal.upkeep.Upkeep;
import io.streamweir.internal.upkeep.UpkeepTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the partitions of a keyed stage are shared evenly among its workers: renews those
 * that this one owns, leaves those beyond its share, and takes free ones up to it. Thread-safe.
 */
public final class Balancer {
  private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);
  private static final int PARTS_OF_A_LEASE = 6;
  private static final Duration LEAST_INTERVAL = Duration.ofMillis(100);
  private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(1);

  private final MembersScript members;
  private final List<PartitionHold> holds;
  private final Duration lease;
  private volatile boolean leaving;

  /** Of these holds, which are those of one stage in all partitions. */
  public Balancer(MembersScript members, List<PartitionHold> holds, Duration lease) {
    this.members = members;
    this.holds = List.copyOf(holds);
    this.lease = lease;
  }

  /** Begins to do so. */
  public void start(Upkeep upkeep) {
    for (PartitionHold hold : holds) {
      String purpose = "renewing the partition of " + hold.lane().id();
      upkeep.start(UpkeepTask.every(interval(), "own", purpose, hold::renew));
    }
    String purpose = "sharing out the partitions of " + holds.get(0).lane().id();
    upkeep.start(UpkeepTask.awaiting(interval(), "balance", purpose, this::balance)).wake();
  }

  private Duration interval() {
    Duration part = lease.dividedBy(PARTS_OF_A_LEASE);
    Duration least = part.compareTo(LEAST_INTERVAL) < 0 ? LEAST_INTERVAL : part;
    return least.compareTo(LONGEST_INTERVAL) > 0 ? LONGEST_INTERVAL : least;
  }

  /** Leaves what is beyond the share and takes what is missing. */
  private CompletableFuture<?> balance() {
    return leaving
        ? CompletableFuture.completedFuture(null)
        : members.stay().thenCompose(this::balance);
  }

  private CompletableFuture<Void> balance(MembersScript.Place place) {
    in(State.FREE).forEach(hold -> hold.lane().contact().heard());
    int share = place.share(holds.size());
    List<PartitionHold> owned = in(State.OWNED);
    owned.subList(Math.min(share, owned.size()), owned.size()).forEach(PartitionHold::leave);
    List<PartitionHold> free = in(State.FREE);
    Collections.shuffle(free); // so that workers which begin together do not all ask for the same
    return acquire(free.iterator(), share - owned.size());
  }

  /** One after the other, until the share is complete or nothing is left to ask for. */
  private CompletableFuture<Void> acquire(Iterator<PartitionHold> free, int missing) {
    if (missing <= 0 || !free.hasNext() || leaving) {
      return CompletableFuture.completedFuture(null);
    }
    return free.next().acquire().thenCompose(owned -> acquire(free, missing - (owned ? 1 : 0)));
  }

  private List<PartitionHold> in(State state) {
    return new ArrayList<>(holds.stream().filter(hold -> hold.state() == state).toList());
  }

  /** Takes nothing more; others know at once. What is owned is still renewed. */
  public void leave() {
    leaving = true;
    try {
      members.leave().get(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("the others will know when the lease has run out", e);
    }
  }
}
