package io.streamweir.internal.lane;

import io.streamweir.internal.settle.Downstream;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.InHand;
import io.streamweir.internal.settle.Settler;
import io.streamweir.internal.upkeep.OutageLog;
import io.streamweir.listener.LaneView;
import io.streamweir.listener.WorkerListener;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One worker's loop over one inbox. A turn of it:
 *
 * <ol>
 *   <li>makes sure that the group exists and that no answer was lost with entries in it,
 *   <li>waits where a stage downstream is full,
 *   <li>takes in entries, as many as the crew has room for, and asks for more where several came,
 *       while
 *   <li>the crew handles them and the settler settles them.
 * </ol>
 *
 * Nothing ends the loop but {@link #stop}: what fails is tried again after a pause. But while a
 * cold lane waits for entries with others, it <em>rests</em>: its thread ends, and another one
 * begins when it is woken.
 */
public final class Lane implements Runnable, LaneView {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final Duration FULL_PAUSE = Duration.ofMillis(100);
  private static final long ROOM_MILLIS = 100;

  private final LaneContext context;
  private final WorkerListener.LaneId id;
  private final InHand inHand;
  private final InboxGroup group;
  private final Intake intake;
  private final Downstream downstream;
  private final EntryRun<?, ?> entries;
  private final Crew crew;
  private final int concurrency;
  private final Settler settler;
  private final InboxTrim trim;
  private final OutageLog outages = new OutageLog(LOG, Level.WARN);
  private final String reading; // what its log calls it
  private final Pause pause = new Pause(Duration.ofMillis(20), Duration.ofMillis(500));
  private boolean givesUp; // what the crew was not given, which would wait for ever
  private volatile boolean paused;
  private volatile boolean stopping;

  /** The thread that it had when it began to rest; null while it does not. */
  private final AtomicReference<@Nullable Thread> rested = new AtomicReference<>();

  private volatile Runnable awakening = () -> {};
  private volatile @Nullable Thread runner;

  /**
   * Of these parts, in the order in which entries pass them.
   *
   * @param concurrency of the crew
   */
  public Lane(
      LaneContext context,
      InboxGroup group,
      Intake intake,
      Downstream downstream,
      EntryRun<?, ?> entries,
      Crew crew,
      int concurrency,
      Settler settler,
      InboxTrim trim) {
    this.context = context;
    this.id = context.id();
    this.reading = "reading " + context.inbox();
    this.inHand = context.inHand();
    this.group = group;
    this.intake = intake;
    this.downstream = downstream;
    this.entries = entries;
    this.crew = crew;
    this.concurrency = concurrency;
    this.settler = settler;
    this.trim = trim;
    context.reading().whenArrived(this::wake);
    context.cold().whenSeen(this::wake);
  }

  @Override
  public void run() {
    entries.tagThread();
    while (!stopping && isMine()) {
      try {
        boolean idle = turn();
        pause.reset();
        if (idle && rests()) {
          return;
        }
      } catch (RedisCallException e) {
        failed(e);
      } catch (InterruptedException e) {
        LOG.debug("lane {} was interrupted between two entries", id);
      } catch (RuntimeException | Error e) { // a lane outlives everything
        givesUp = true;
        giveUp();
        LOG.error("lane {} goes on after an unexpected error", id, e);
        pause.take();
      }
    }
    if (isMine()) {
      context.reading().await(); // it brings entries that are ours: the drain hands them back
    }
  }

  /** In the next turn where that throws, too, as without memory. */
  private void giveUp() {
    if (givesUp) {
      intake.giveUp();
      givesUp = false;
    }
  }

  /** Answers whether nothing has come where an entry could have. */
  private boolean turn() throws InterruptedException {
    giveUp();
    if (!intake.mayTake()) {
      return true;
    }
    group.assure(intake);
    if (!downstream.hasRoom()) {
      waitForDownstream();
      return false;
    }
    setPaused(false);
    List<Held> batch = intake.next(room());
    if (batch.size() > 1 && readsAhead()) {
      intake.ahead(crew::room);
    }
    crew.take(batch);
    outages.over(reading);
    return batch.isEmpty();
  }

  /**
   * Whether to ask for the next entries before these are handled. An entry that came alone has none
   * behind it, so that the question would only keep it waiting.
   */
  private boolean readsAhead() {
    return !stopping && crew.readsAhead() && inHand.hasRoom() && settler.unsettled().hasRoom();
  }

  /** Whether the calling thread is to end: the lane rests, or has another thread already. */
  private boolean rests() {
    if (!context.cold().waiting()) {
      return false;
    }
    Thread mine = Thread.currentThread();
    rested.set(mine); // before the next look, so that no answer comes unnoticed between the two
    // Where this thread stalls here, the next one may rest by now; that must not be undone.
    return context.cold().waiting() || !rested.compareAndSet(mine, null);
  }

  /** Whether the lane has no thread, since it waits for entries with others. */
  public boolean resting() {
    return rested.get() != null;
  }

  /** Has a lane that rests take a turn. Does nothing where it does not. Called by any thread. */
  public void wake() {
    Thread last = rested.get();
    if (!stopping && last != null && rested.compareAndSet(last, null)) {
      try {
        awakening.run();
      } catch (RuntimeException | Error e) { // as where there is no memory for a thread
        rested.set(last); // to be woken again
        throw e;
      }
    }
  }

  /** Wakes a lane whose entry has arrived, where that had failed before. */
  public void wakeWhereLate() {
    if (!context.cold().waiting()) {
      wake();
    }
  }

  /** A thread for it is started so. */
  void whenWoken(Runnable starts) {
    awakening = starts;
  }

  /**
   * How many entries the lane may take: none while it has its hands full, or much to be settled.
   */
  private int room() throws InterruptedException {
    boolean room = inHand.awaitRoom(ROOM_MILLIS) && settler.unsettled().awaitRoom(ROOM_MILLIS);
    return room ? Math.min(crew.room(), context.prefetch().light()) : 0;
  }

  private void waitForDownstream() {
    contact();
    intake.rest();
    inHand.waits();
    setPaused(true);
    pause.take(FULL_PAUSE);
  }

  private void setPaused(boolean now) {
    if (paused != now) {
      paused = now;
      context.listener().paused(id, now);
    }
  }

  private void failed(RedisCallException failure) {
    context.listener().pollFailed(id, failure);
    boolean passing = failure.passing() || failure.code().equals("NOGROUP");
    outages.failed(passing ? Level.WARN : Level.ERROR, reading, failure);
    group.doubt();
    context.cold().failed();
    if (failure.uncertain()) {
      context.endWait();
      context.reading().await();
      context.reader().reset();
    }
    pause.take();
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
    crew.stop();
    intake.stop();
    pause.end();
  }

  /** Hands back what waits where so many handlers are slow that other workers get to it sooner. */
  public void handBackBehind(long slow) {
    if (slow >= crew.handsBackBehind()) {
      context.handBack().waiting();
    }
  }

  /** Redis has answered something on this lane's behalf. */
  public void contact() {
    context.contact().heard();
  }

  public LaneContext context() {
    return context;
  }

  public Intake intake() {
    return intake;
  }

  public EntryRun<?, ?> entries() {
    return entries;
  }

  public Settler settler() {
    return settler;
  }

  public InboxTrim trim() {
    return trim;
  }

  Crew crew() {
    return crew;
  }

  @Override
  public WorkerListener.LaneId id() {
    return id;
  }

  @Override
  public Duration sinceContact() {
    long reading = context.contact().sinceNanos();
    return Duration.ofNanos(Math.max(reading, settler.unsettled().unheardNanos()));
  }

  @Override
  public int held() {
    return inHand.all().size();
  }

  @Override
  public int concurrency() {
    return concurrency;
  }

  @Override
  public boolean paused() {
    return paused;
  }

  @Override
  public boolean throttled() {
    return intake.throttled();
  }

  @Override
  public boolean keyed() {
    return intake.keyed();
  }

  @Override
  public boolean owned() {
    return intake.owned();
  }
}
