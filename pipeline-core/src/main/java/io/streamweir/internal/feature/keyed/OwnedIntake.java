package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.feature.keyed.PartitionHold.State;
import io.streamweir.internal.feature.keyed.TakeScript.More;
import io.streamweir.internal.feature.keyed.TakeScript.Pending;
import io.streamweir.internal.feature.keyed.TakeScript.Taken;
import io.streamweir.internal.lane.Crew;
import io.streamweir.internal.lane.InboxGroup;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.lane.OpenIntake;
import io.streamweir.internal.lane.Pause;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.Settler;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the lane of a keyed stage comes to its entries: only as long as it owns the partition, first
 * those that others left, in the order of the inbox, then new ones. For the lane's thread.
 */
final class OwnedIntake extends OpenIntake {
  private static final Logger LOG = LoggerFactory.getLogger(OwnedIntake.class);
  private static final Duration STEP = Duration.ofMillis(20);
  private static final long SOON_MILLIS = 20;
  private static final long SETTLED_MILLIS = 100;

  private static final long LOOK_BEHIND_NANOS = 1_000_000_000;

  private final LaneContext lane;
  private final InboxGroup group;
  private final PartitionHold hold;
  private final TakeScript script;
  private final Parking parking;
  private final Crew crew;
  private final Settler settler;
  private final int maxDeliveries;
  private final Pause pause = new Pause(STEP, STEP);
  private int term;
  private String position = "0-0";
  private Pending pending = Pending.INHERITED;
  private boolean stalled;
  private long lookedBehindAt = System.nanoTime();
  private volatile @Nullable Taken nothing; // the last answer, where it brought nothing
  private volatile boolean waits;

  OwnedIntake(
      LaneContext lane,
      InboxGroup group,
      PartitionHold hold,
      TakeScript script,
      Parking parking,
      Crew crew,
      Settler settler,
      int maxDeliveries) {
    super(lane, true);
    this.lane = lane;
    this.group = group;
    this.hold = hold;
    this.script = script;
    this.parking = parking;
    this.crew = crew;
    this.settler = settler;
    this.maxDeliveries = maxDeliveries;
    parking.whenBlocked(this::lookAgain);
    hold.whenLost(this::letGo);
    hold.whenDue(lane.cold()::leave);
  }

  @Override
  public boolean mayTake() {
    State now = hold.state(); // asked once: no read may be under way where the partition is freed
    if (now == State.LEAVING || now == State.LOST) {
      lane.reading().abandon();
    }
    if (!isOpen(now)) {
      return false;
    }
    if (term != hold.term()) {
      beginAnew();
    }
    lane.cold().leave(); // a lane that was woken while it looks has another reason to ask
    return true;
  }

  /** Whether the lane owns the partition; if not, takes the step that its state needs. */
  private boolean isOpen(State state) {
    switch (state) {
      case OWNED -> {
        if (stalled) {
          pause.take();
        }
        return true;
      }
      case FREE -> restUntilOwned();
      case LEAVING -> {
        lane.handBack().waiting();
        giveUpPartition(false);
      }
      case LOST -> {
        letGo();
        giveUpPartition(hold.longLost());
      }
    }
    return false;
  }

  /** Without a thread and without a connection, until the hold says that there is more to do. */
  private void restUntilOwned() {
    if (!lane.cold().waiting()) {
      lane.cold().pause();
    }
    if (hold.state() != State.FREE) { // since a moment ago: the hold has found nothing to end
      lane.cold().leave();
    }
  }

  /** The partition is free when nothing of it is in hand, so that no two ownerships mix. */
  private void giveUpPartition(boolean impatient) {
    settler.flush();
    if (lane.inHand().isEmpty() && (crew.idle() || impatient) && hold.mayBeFreed()) {
      hold.free();
    } else {
      pause.take();
    }
  }

  private void beginAnew() {
    term = hold.term();
    position = "0-0";
    pending = Pending.INHERITED;
    nothing = null;
    crew.reset();
    group.doubt();
  }

  @Override
  public void resume(boolean first) {
    pending = pending == Pending.NONE ? Pending.UNHEARD : pending;
  }

  /** Where the last answer brought none, after a wait at the server. No call may be under way. */
  @Override
  protected CompletableFuture<List<Entry>> read(int count) throws InterruptedException {
    lane.inHand().waits();
    if (looks()) {
      return CompletableFuture.completedFuture(List.of());
    }
    if (pending != Pending.NONE) { // if this worker dies now, what is not settled comes back
      lane.inHand().awaitGone(held -> isLast(held) && !held.undecided(), SETTLED_MILLIS);
    }
    parking.beforeRead();
    lookBehind();
    Taken last = nothing;
    int asked = term;
    Supplier<CompletableFuture<Taken>> asks =
        script.prepare(count, pending, position, !isLastInHand());
    CompletableFuture<Taken> next =
        last == null ? asks.get() : await(last).thenCompose(some -> asks.get());
    return next.thenApply(this::taken)
        .thenApply(Taken::entries)
        .exceptionally(thrown -> lost(asked, thrown));
  }

  /**
   * Where the last answer brought none and the lane is cold: waits with others until there is an
   * entry behind it, and asks then. To look takes nothing: entries are given by {@code take.lua}
   * alone, and to the owner alone. While a key is blocked, the lane asks by itself whether that
   * goes on. What was changed by hand is seen after a lease.
   *
   * @return whether the lane waits so
   */
  private boolean looks() {
    Taken last = nothing;
    if (last == null || last.dueMillis() >= 0 || !lane.cold().due() || parking.isAnyNew()) {
      return false;
    }
    nothing = null;
    lane.cold().look(last.last(), lane.lease());
    if (!hold.mayStart() || parking.isAnyNew()) { // since a moment ago, as while it is free
      lane.cold().leave();
    }
    return lane.cold().waiting();
  }

  /**
   * Now and then, while nothing is in hand, and before a lane that has rested is given new ones. A
   * server that lost its last writes may have entries pending again whose settlement it had
   * answered. No other code looks for them.
   */
  private void lookBehind() {
    long now = System.nanoTime();
    boolean knowsAll = pending == Pending.NONE && lane.inHand().isEmpty();
    if (knowsAll && now - lookedBehindAt > LOOK_BEHIND_NANOS) {
      lookedBehindAt = now;
      position = "0-0";
      pending = Pending.UNHEARD;
    }
  }

  /** Only on the lane's thread, since it may have to connect. */
  private CompletableFuture<?> await(Taken taken) {
    nothing = null;
    waits = true;
    return lane.reader()
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
      lane.reader().unblock();
    }
    lane.cold().leave();
  }

  /** One answer at a time comes here, and the lane's thread waits for it. */
  private Taken taken(Taken taken) {
    position = taken.last();
    if (taken.inherited() > 0 && pending == Pending.INHERITED) {
      lane.listener().reclaimed(lane.id(), taken.inherited());
    }
    if (taken.more() == More.NO) {
      pending = Pending.NONE;
    }
    boolean none = taken.entries().isEmpty();
    stalled = none && taken.more() == More.LATER;
    nothing = none && taken.more() == More.NO ? taken : null;
    if (!taken.deleted().isEmpty()) {
      lane.listener().lost(lane.id(), taken.deleted().size());
    }
    return taken;
  }

  /** A call of an ownership that is over says nothing of the one after it. */
  private List<Entry> lost(int asked, Throwable thrown) {
    RedisCallException failure = RedisCallException.of(thrown);
    if (failure.code().equals(RedisCallException.NOT_OWNER)) {
      if (asked == hold.term()) {
        hold.lose("the server says that it is not the owner");
      }
      return List.of();
    }
    throw failure;
  }

  private boolean isLastInHand() {
    return pending != Pending.NONE && lane.inHand().all().stream().anyMatch(this::isLast);
  }

  private boolean isLast(Held held) {
    return held.entry().deliveries() >= maxDeliveries;
  }

  /** Interrupts what runs and forgets what waits; the next owner of the partition finds it all. */
  private void letGo() {
    int lost = lane.inHand().release(Held::lose).size();
    if (lost > 0) {
      lane.listener().leasesLost(lane.id(), lost);
    }
  }

  /** Leaves the partition: its next owner begins with what was given back, in its order. */
  @Override
  public void standStill() {
    hold.close();
  }

  @Override
  public void goOn() {
    hold.open();
  }

  @Override
  public void giveUp() {
    hold.lose("a read ended without an answer, so it is not known what it brought");
  }

  @Override
  public void leasesLost() {
    hold.lose("somebody else has taken entries of it");
  }

  @Override
  public void leave(boolean idle) {
    if (!idle) {
      return;
    }
    try {
      lane.link().await(hold.free());
    } catch (RedisCallException e) {
      LOG.debug("the partition of {} is free when its lease has run out", lane.id(), e);
    }
  }

  @Override
  public void stop() {
    pause.end();
  }

  @Override
  public boolean keyed() {
    return true;
  }

  @Override
  public boolean owned() {
    return hold.state() == State.OWNED;
  }
}
