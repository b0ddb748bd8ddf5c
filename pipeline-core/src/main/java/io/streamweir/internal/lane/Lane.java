package io.streamweir.internal.lane;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.feature.keyed.OwnedIntake;
import io.streamweir.internal.feature.keyed.PartitionHold;
import io.streamweir.internal.feature.limit.LaneLimit;
import io.streamweir.internal.feature.priority.PriorityGate;
import io.streamweir.listener.LaneView;
import io.streamweir.listener.WorkerListener;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's loop over one inbox. A turn of it:
 *
 * <ol>
 *   <li>makes sure that the group exists and that no answer was lost with entries in it,
 *   <li>waits where a stage downstream is full, or where it is a more urgent lane's turn,
 *   <li>takes over entries whose lease ran out,
 *   <li>reads new ones, as many as the crew has room for, and asks for the next while
 *   <li>the crew handles them and the settler settles them.
 * </ol>
 *
 * Nothing ends the loop but {@link #stop}: what fails is tried again after a pause.
 */
public final class Lane implements Runnable, LaneView {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final Duration FULL_PAUSE = Duration.ofMillis(100);
  private static final long TURN_MILLIS = 100;

  private final LaneParts parts;
  private final WorkerListener.LaneId id;
  private final EntryReader reader;
  private final InHand inHand;
  private final Pause pause = new Pause(Duration.ofMillis(20), Duration.ofMillis(500));
  private @Nullable CompletableFuture<List<Held>> reading;
  private boolean ready;
  private volatile boolean paused;
  private boolean seen;
  private boolean lost;
  private volatile long contactAt = System.nanoTime();
  private volatile boolean stopping;
  private volatile @Nullable Thread runner;

  public Lane(LaneParts parts) {
    this.parts = parts;
    this.id = parts.id();
    this.reader = parts.reader();
    this.inHand = parts.inHand();
  }

  public LaneParts parts() {
    return parts;
  }

  @Override
  public void run() {
    parts.run().tagThread();
    while (!stopping && isMine()) {
      try {
        turn();
        pause.reset();
      } catch (RedisCallException e) {
        failed(e);
      } catch (InterruptedException e) {
        LOG.debug("lane {} was interrupted between two entries", id);
      } catch (RuntimeException | Error e) { // a lane outlives everything
        LOG.error("lane {} goes on after an unexpected error", id, e);
        giveUpWaiting(); // what the crew was not given would wait for ever
        pause.take();
      }
    }
    if (isMine()) {
      awaitRead(); // it brings entries that are ours: the drain hands them back
    }
  }

  private boolean isMine() {
    return runner == Thread.currentThread();
  }

  /** Only that thread runs the lane from now on. */
  void entrust(Thread thread) {
    runner = thread;
  }

  /** Ends the loop after the entry that is being handled. */
  void stop() {
    stopping = true;
    parts.crew().stop();
    LaneLimit limit = parts.limit();
    if (limit != null) {
      limit.stop();
    }
    OwnedIntake intake = parts.intake();
    if (intake != null) {
      intake.stop();
    }
    PriorityGate.Place place = inHand.place();
    if (place != null) {
      place.stop();
    }
    pause.end();
  }

  private void giveUpWaiting() {
    OwnedIntake intake = parts.intake();
    if (intake == null) {
      HandBack.waiting(this);
    } else {
      intake.hold().lose("something unexpected happened");
    }
  }

  @Override
  public WorkerListener.LaneId id() {
    return id;
  }

  @Override
  public Duration sinceContact() {
    long reading = System.nanoTime() - contactAt;
    return Duration.ofNanos(Math.max(reading, parts.settler().unsettled().unheardNanos()));
  }

  @Override
  public int held() {
    return inHand.all().size();
  }

  @Override
  public int concurrency() {
    return parts.concurrency();
  }

  @Override
  public boolean paused() {
    return paused;
  }

  @Override
  public boolean throttled() {
    LaneLimit limit = parts.limit();
    return limit != null && limit.throttled();
  }

  @Override
  public boolean keyed() {
    return parts.intake() != null;
  }

  @Override
  public boolean owned() {
    OwnedIntake intake = parts.intake();
    return intake != null && intake.hold().state() == PartitionHold.State.OWNED;
  }

  /** Redis has answered something on this lane's behalf. */
  public void contact() {
    contactAt = System.nanoTime();
  }

  private void turn() throws InterruptedException {
    if (!mayTake()) {
      return;
    }
    if (!ready) {
      makeReady();
    }
    if (!parts.downstream().hasRoom()) {
      waitForDownstream();
      return;
    }
    setPaused(false);
    LaneLimit limit = parts.limit();
    if (limit == null) {
      work();
    } else {
      workWithin(limit);
    }
  }

  /** The lane of a keyed stage takes only what it owns. */
  private boolean mayTake() {
    OwnedIntake intake = parts.intake();
    if (intake == null) {
      return true;
    }
    if (intake.closes() && reading != null) {
      reader.unblock();
      awaitRead();
      reading = null;
    }
    if (!intake.open(this)) {
      return false;
    }
    if (intake.beginsAnew()) {
      parts.crew().reset();
      ready = false;
    }
    return true;
  }

  private void work() throws InterruptedException {
    int room = room();
    boolean sweeps = room > 0 && parts.intake() == null;
    List<Held> reclaimed = sweeps ? sweep(room) : List.of();
    if (!reclaimed.isEmpty()) { // whoever had them first had its turn: they wait for none
      parts.crew().take(reclaimed);
      return;
    }
    List<Held> batch = next(turn(room));
    boolean spare = inHand.hasRoom() && parts.settler().unsettled().hasRoom();
    if (!stopping && parts.crew().readsAhead() && spare) {
      reading = readAhead();
    }
    parts.crew().take(batch);
  }

  /**
   * A limited stage: a permit is not held while the lane waits for an entry, so it looks whether
   * one waits, asks for permits, and reads what is there.
   */
  private void workWithin(LaneLimit limit) throws InterruptedException {
    if (reading == null) {
      int room = turn(room());
      if (room == 0) {
        return;
      }
      int permits = limit.await(room);
      contact();
      if (permits == 0) {
        if (!limit.throttled()) {
          tellPlace();
        }
        return;
      }
      List<Held> reclaimed = sweep(permits);
      if (!reclaimed.isEmpty()) {
        limit.took(reclaimed.size());
        parts.crew().take(reclaimed);
        return;
      }
      reading = reader.readWaiting(permits).thenApply(this::arrived);
    }
    List<Held> batch = next(0);
    limit.took(batch.size());
    if (batch.isEmpty()) {
      tellPlace();
    }
    parts.crew().take(batch);
  }

  /**
   * How many entries the lane may take: none while it has its hands full, or much to be settled.
   */
  private int room() throws InterruptedException {
    boolean room =
        inHand.awaitRoom(TURN_MILLIS) && parts.settler().unsettled().awaitRoom(TURN_MILLIS);
    return room ? Math.min(parts.crew().room(), parts.run().light()) : 0;
  }

  /**
   * What of the room it is this lane's turn to fill. Waits for that, but not for long: there may be
   * something to take over. Unless a read that was begun earlier brings entries at any time.
   */
  private int turn(int room) throws InterruptedException {
    PriorityGate.Place place = inHand.place();
    if (place == null) {
      return room;
    }
    return reading == null ? place.await(room, TURN_MILLIS) : place.atOnce(room);
  }

  private @Nullable CompletableFuture<List<Held>> readAhead() throws InterruptedException {
    int room = parts.crew().room();
    PriorityGate.Place place = inHand.place();
    int most = place == null ? room : place.atOnce(room);
    return most == 0 ? null : read(most);
  }

  private void makeReady() {
    lost |= parts.link().await(reader.createGroup()) && seen;
    if (lost) { // also where the last try to bring back the rest has failed
      LOG.warn("the group of {} was missing and has been created again", id);
      parts.reintroduce().run();
      parts.listener().groupRecreated(id);
      lost = false;
    }
    OwnedIntake intake = parts.intake();
    if (intake != null) {
      intake.unheard();
    } else if (reading == null || reading.isDone()) {
      parts.reclaimer().releaseOrphans(!seen);
    }
    seen = true;
    ready = true;
  }

  private void waitForDownstream() {
    contact();
    LaneLimit limit = parts.limit();
    if (limit != null) {
      limit.rest();
    }
    tellPlace();
    setPaused(true);
    pause.take(FULL_PAUSE);
  }

  private void setPaused(boolean now) {
    if (paused != now) {
      paused = now;
      parts.listener().paused(id, now);
    }
  }

  private List<Held> sweep(int room) {
    List<Held> reclaimed = parts.reclaimer().sweep(room);
    parts.run().arrived(reclaimed);
    return reclaimed;
  }

  private List<Held> next(int room) throws InterruptedException {
    if (reading == null) { // else an interrupt left the answer to this turn
      reading = read(room);
    }
    try {
      List<Held> arrived = reading.get(reader.patience().toMillis(), TimeUnit.MILLISECONDS);
      reading = null;
      return arrived;
    } catch (TimeoutException | ExecutionException e) {
      reading.cancel(false); // the client library may have lost it, as without memory
      reading = null;
      if (!(e.getCause() instanceof RedisCallException)) {
        giveUpWaiting();
      }
      throw RedisCallException.of(e);
    }
  }

  private CompletableFuture<List<Held>> read(int room) {
    if (room == 0) {
      return CompletableFuture.completedFuture(List.of());
    }
    tellPlace();
    OwnedIntake intake = parts.intake();
    CompletableFuture<List<Entry>> answer = intake == null ? reader.read(room) : intake.read(room);
    return answer.thenApply(this::arrived);
  }

  private void tellPlace() {
    PriorityGate.Place place = inHand.place();
    if (place != null) {
      place.waits();
    }
  }

  /**
   * Runs where the answer arrives, so that entries which wait for the lane's thread are known and
   * renewed.
   */
  private List<Held> arrived(List<Entry> entries) {
    contact();
    parts.listener().polled(id, entries.size());
    List<Held> held = inHand.hold(entries);
    parts.run().arrived(held);
    return held;
  }

  private void failed(RedisCallException failure) {
    parts.listener().pollFailed(id, failure);
    if (failure.passing() || failure.code().equals("NOGROUP")) {
      LOG.info("lane {} tries again: {}", id, failure.getMessage());
    } else {
      LOG.error("lane {} cannot read {}: {}", id, parts.inbox(), failure.getMessage());
    }
    ready = false;
    if (failure.uncertain()) {
      awaitRead();
      reader.reset();
    }
    pause.take();
  }

  /** Waits for the answer of a read that is under way, and leaves it to the next turn. */
  private void awaitRead() {
    if (reading == null) {
      return;
    }
    try {
      reading.get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      LOG.debug("the last read of lane {} failed", id, e);
    }
  }
}
