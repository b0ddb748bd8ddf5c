package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.feature.keyed.TakeScript.More;
import io.streamweir.internal.feature.keyed.TakeScript.Pending;
import io.streamweir.internal.feature.keyed.TakeScript.Taken;
import io.streamweir.internal.lane.HandBack;
import io.streamweir.internal.lane.Held;
import io.streamweir.internal.lane.InHand;
import io.streamweir.internal.lane.Lane;
import io.streamweir.internal.lane.Pause;
import io.streamweir.listener.WorkerListener;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How the lane of a keyed stage comes to its entries: only as long as it owns the partition, first
 * those that others left, in the order of the inbox, then new ones. For the lane's thread.
 */
public final class OwnedIntake {
  private static final Duration STEP = Duration.ofMillis(20);
  private static final Duration FREE_STEP = Duration.ofMillis(100);
  private static final long SOON_MILLIS = 20;

  private static final long LOOK_BEHIND_NANOS = 1_000_000_000;

  private final WorkerListener.LaneId lane;
  private final PartitionHold hold;
  private final TakeScript script;
  private final EntryReader reader;
  private final InHand inHand;
  private final Parking parking;
  private final int maxDeliveries;
  private final WorkerListener listener;
  private final Pause pause = new Pause(STEP, STEP);
  private int term;
  private String position = "0-0";
  private Pending pending = Pending.INHERITED;
  private boolean stalled;
  private long lookedBehindAt = System.nanoTime();
  private volatile @Nullable Taken nothing; // the last answer, where it brought nothing
  private volatile boolean waits;

  OwnedIntake(
      WorkerListener.LaneId lane,
      PartitionHold hold,
      TakeScript script,
      EntryReader reader,
      InHand inHand,
      Parking parking,
      int maxDeliveries,
      WorkerListener listener) {
    this.lane = lane;
    this.hold = hold;
    this.script = script;
    this.reader = reader;
    this.inHand = inHand;
    this.parking = parking;
    this.maxDeliveries = maxDeliveries;
    this.listener = listener;
    parking.whenBlocked(this::lookAgain);
  }

  public PartitionHold hold() {
    return hold;
  }

  /** Whether an ownership has begun since the last call, with which everything begins anew. */
  public boolean beginsAnew() {
    if (term == hold.term()) {
      return false;
    }
    term = hold.term();
    position = "0-0";
    pending = Pending.INHERITED;
    nothing = null;
    return true;
  }

  /** An answer was lost: what it gave is pending, with nobody to know. */
  public void unheard() {
    pending = pending == Pending.NONE ? Pending.UNHEARD : pending;
  }

  /**
   * Asks for entries; where the last answer brought none, after a wait at the server. No call may
   * be under way.
   */
  public CompletableFuture<List<Entry>> read(int count) {
    parking.beforeRead();
    lookBehind();
    Taken last = nothing;
    CompletableFuture<Taken> next =
        last == null ? take(count) : await(last).thenCompose(some -> take(count));
    return next.thenApply(Taken::entries).exceptionally(this::lost);
  }

  /**
   * Now and then, where nothing is in hand: a server that lost its last writes may have entries
   * pending again whose settlement it had answered, and nobody else looks for them.
   */
  private void lookBehind() {
    long now = System.nanoTime();
    if (nothing != null && inHand.isEmpty() && now - lookedBehindAt > LOOK_BEHIND_NANOS) {
      lookedBehindAt = now;
      position = "0-0";
      pending = Pending.UNHEARD;
    }
  }

  /** Only on the lane's thread, since it may have to connect. */
  private CompletableFuture<?> await(Taken taken) {
    nothing = null;
    waits = true;
    return reader
        .awaitBehind(taken.last(), patience(taken))
        .whenComplete((some, thrown) -> waits = false);
  }

  private Duration patience(Taken taken) {
    long due = taken.dueMillis();
    long most = parking.isAnyNew() ? SOON_MILLIS : EntryReader.BLOCK.toMillis();
    return Duration.ofMillis(due < 0 ? most : Math.min(most, due));
  }

  /** A key was blocked: when it goes on is known to the next look at Redis. */
  private void lookAgain() {
    if (waits) {
      reader.unblock();
    }
  }

  private CompletableFuture<Taken> take(int count) {
    return script.run(count, pending, position, !isLastInHand()).thenApply(this::taken);
  }

  /** One answer at a time comes here, and the lane's thread waits for it. */
  private Taken taken(Taken taken) {
    position = taken.last();
    if (taken.inherited() > 0 && pending == Pending.INHERITED) {
      listener.reclaimed(lane, taken.inherited());
    }
    if (taken.more() == More.NO) {
      pending = Pending.NONE;
    }
    boolean none = taken.entries().isEmpty();
    stalled = none && taken.more() == More.LATER;
    nothing = none && taken.more() == More.NO ? taken : null;
    if (!taken.deleted().isEmpty()) {
      listener.lost(lane, taken.deleted().size());
    }
    return taken;
  }

  private List<Entry> lost(Throwable thrown) {
    RedisCallException failure = RedisCallException.of(thrown);
    if (failure.code().equals(RedisCallException.NOT_OWNER)) {
      hold.lose("the server says that it is not the owner");
      return List.of();
    }
    throw failure;
  }

  private boolean isLastInHand() {
    return pending != Pending.NONE
        && inHand.all().stream()
            .anyMatch(held -> held.entry().deliveries() >= maxDeliveries && held.undecided());
  }

  /** Whether an answer that is under way must be waited for before {@link #open}. */
  public boolean closes() {
    return hold.state() == PartitionHold.State.LEAVING || hold.state() == PartitionHold.State.LOST;
  }

  /** Whether the lane may read now; does what is to be done where it may not. */
  public boolean open(Lane of) {
    switch (hold.state()) {
      case OWNED -> {
        if (stalled) {
          pause.take();
        }
        return true;
      }
      case FREE -> pause.take(FREE_STEP);
      case LEAVING -> {
        HandBack.waiting(of);
        leave(of, false);
      }
      case LOST -> {
        letGo();
        leave(of, hold.longLost());
      }
    }
    return false;
  }

  /** The partition is free when nothing of it is in hand, so that no two ownerships mix. */
  private void leave(Lane of, boolean impatient) {
    of.parts().settler().flush();
    if (inHand.isEmpty() && (of.parts().crew().idle() || impatient)) {
      hold.free();
    } else {
      pause.take();
    }
  }

  /** Interrupts what runs and forgets what waits; whoever owns the partition next finds it all. */
  void letGo() {
    int lost = 0;
    for (Held held : inHand.all()) {
      if (held.lose()) {
        inHand.close();
        inHand.drop(held);
        lost++;
      }
    }
    if (lost > 0) {
      listener.leasesLost(lane, lost);
    }
  }

  public void stop() {
    pause.end();
  }
}
