package io.streamweir.internal.settle;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.upkeep.OutageLog;
import io.streamweir.internal.wire.Script;
import io.streamweir.listener.EntryFailure;
import io.streamweir.listener.WorkerListener;
import io.streamweir.redis.RedisCallException;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Gathers a lane's settlements and sends them in batches, several in flight, in order. A batch that
 * failed is sent again, before anything newer, until it has an answer. The acknowledgement fences,
 * so a second sending does no harm. After a failure one batch is under way at a time, as large as
 * the {@link LinkCapacity} carries. The {@link Divider} finds the settlement that can never
 * succeed. Thread-safe.
 */
public final class Settler {
  private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

  /** How many batches are in flight at once, where their order is certain. */
  public static final int MAX_IN_FLIGHT = 4;

  /** The reason of the dead letter of an entry that cannot be settled as was decided. */
  public static final String UNSETTLEABLE = "unsettleable";

  private static final long ANSWER_NANOS = 30_000_000_000L; // longer than commands may take

  private final WorkerListener.LaneId lane;
  private final SettleScript script;
  private final int maxBatch;
  private final InHand inHand;
  private final Downstream downstream;
  private final BiFunction<Entry, String, Settlement> burial;
  private final WorkerListener listener;
  private final ServerClock clock;
  private final CounterLog counterLog = new CounterLog();
  private final OutageLog outages = new OutageLog(LOG, Level.WARN);
  private final String settling; // what its log calls it
  private final ScheduledExecutorService timer;

  private final Queue<SettleBatch> leaving = new ConcurrentLinkedQueue<>(); // taken, in order
  private final AtomicBoolean sending = new AtomicBoolean();
  private final TreeMap<Long, SettleBatch> waiting = new TreeMap<>(); // to be taken, by number
  private final LinkCapacity capacity = new LinkCapacity();
  private final Divider divider = new Divider();
  private SettleBatch gathering = new SettleBatch(0);
  private final Unsettled unsettled;
  private final UnderWay underWay;
  private final ResendPause pause = new ResendPause();
  private boolean troubled; // something failed, and nothing that was sent since is settled
  private long troubledAt;
  private volatile long settled;

  /**
   * For one lane.
   *
   * @param burial how an entry ends that cannot be settled as its handler wanted it, for that
   *     reason
   */
  public Settler(
      WorkerListener.LaneId lane,
      SettleScript script,
      int maxBatch,
      int maxInFlight,
      InHand inHand,
      Downstream downstream,
      BiFunction<Entry, String, Settlement> burial,
      WorkerListener listener,
      ServerClock clock,
      ScheduledExecutorService timer) {
    this.lane = lane;
    this.settling = "settling entries of " + lane;
    this.script = script;
    this.maxBatch = maxBatch;
    this.unsettled = new Unsettled(maxBatch);
    this.underWay = new UnderWay(maxInFlight);
    this.inHand = inHand;
    this.downstream = downstream;
    this.burial = burial;
    this.listener = listener;
    this.clock = clock;
    this.timer = timer;
  }

  /** Takes a settlement; it is sent with those that follow, or at the next {@link #flush}. */
  public void add(Held held, Settlement settlement) {
    synchronized (this) {
      gathering.add(held, settlement);
      unsettled.add(SettleBatch.weight(held, settlement));
      if (gathering.size() < maxBatch && gathering.bytes() < capacity.most()) {
        return;
      }
      closeGathering();
      take();
    }
    sendLeaving();
  }

  private void closeGathering() {
    putBack(gathering);
    gathering = new SettleBatch(gathering.next());
  }

  /** Sends what is gathered, or lets it leave with the next answer where enough is in flight. */
  public void flush() {
    synchronized (this) {
      takeGathered();
    }
    sendLeaving();
  }

  /** Sends what is gathered where nothing is in flight; else it leaves with the next answer. */
  public void nudge() {
    synchronized (this) {
      if (underWay.size() == 0) {
        takeGathered();
      }
    }
    sendLeaving();
  }

  /** A nudge that also mends what an Error left: a pause without end, a batch without answer. */
  public void keepUp() {
    long now = System.nanoTime();
    synchronized (this) {
      SettleBatch unanswered = underWay.sentBefore(now - ANSWER_NANOS);
      if (unanswered != null) {
        lost(unanswered);
      }
      if (pause.late(now)) {
        pause.end();
        takeGathered();
      }
    }
    nudge();
  }

  private synchronized void lost(SettleBatch batch) {
    if (underWay.remove(batch)) {
      underWay.failed();
      batch.failed(true);
      comeBack(List.of(batch));
    }
  }

  /** How many entries have been settled. */
  public long settled() {
    return settled;
  }

  /** What is decided and waits. */
  public Unsettled unsettled() {
    return unsettled;
  }

  private boolean maySend() {
    return !pause.running() && underWay.hasRoom(!troubled, capacity.most());
  }

  private void take() {
    while (!waiting.isEmpty() && maySend()) {
      List<SettleBatch> parts = waiting.pollFirstEntry().getValue().within(capacity.most());
      parts.subList(1, parts.size()).forEach(this::putBack);
      underWay.add(parts.get(0), System.nanoTime());
      leaving.add(parts.get(0));
    }
  }

  private void takeGathered() {
    take();
    if (!gathering.isEmpty() && maySend()) {
      closeGathering();
      take();
    }
  }

  private void putBack(SettleBatch batch) {
    waiting.put(batch.number(), batch);
  }

  /**
   * Sends what was taken: one thread at a time, so that it leaves in the order of its taking. Never
   * called on an I/O thread, which writes at once what for other threads has to queue.
   */
  private void sendLeaving() {
    while (mayLeave() && sending.compareAndSet(false, true)) {
      try {
        for (SettleBatch next = leaving(); next != null; next = leaving()) {
          send(next);
        }
      } finally {
        sending.set(false);
      }
    }
  }

  private synchronized boolean mayLeave() {
    return !leaving.isEmpty() && !underWay.closed();
  }

  private synchronized @Nullable SettleBatch leaving() {
    return mayLeave() ? leaving.poll() : null;
  }

  private void send(SettleBatch batch) {
    SettleCall call = script.call(batch.settlements(), downstream.asks(batch.size()));
    Script.Fallback fallback = leaves(batch, call.script());
    if (fallback != null) {
      send(call, fallback).whenComplete((reply, thrown) -> answered(batch, reply, thrown));
    }
  }

  /** What was taken before an older batch turned out to have failed must not overtake it. */
  private synchronized Script.@Nullable Fallback leaves(SettleBatch batch, @Nullable Script its) {
    if (!waiting.isEmpty() && waiting.firstKey() < batch.number()) {
      underWay.remove(batch);
      comeBack(List.of(batch));
      return null;
    }
    batch.sent(System.nanoTime());
    return underWay.leaves(batch, its);
  }

  private CompletableFuture<SettleScript.Reply> send(SettleCall call, Script.Fallback fallback) {
    return call.send(fallback)
        .whenComplete(
            (reply, thrown) -> {
              if (reply != null) {
                ran(call.script());
              }
            });
  }

  private synchronized void ran(@Nullable Script its) {
    underWay.answered(its);
  }

  private void answered(
      SettleBatch batch, SettleScript.@Nullable Reply reply, @Nullable Throwable thrown) {
    try {
      if (reply == null) {
        failed(batch, RedisCallException.of(thrown));
      } else {
        finish(batch, reply);
      }
    } catch (RuntimeException | Error e) {
      lost(batch); // to be sent again, which does no harm where it is settled
      throw e;
    }
  }

  private void finish(SettleBatch batch, SettleScript.Reply reply) {
    long now = System.nanoTime();
    List<Long> fenced = batch.uncertain() ? List.of() : reply.fenced();
    batch.held().forEach(inHand::drop);
    synchronized (this) {
      if (!underWay.remove(batch)) {
        return;
      }
      settled += batch.size();
      unsettled.remove(batch.size(), batch.weight());
      unsettled.heard();
      pause.shorten();
      troubled &= batch.sentAt() - troubledAt < 0;
      capacity.answered(batch.bytes(), now - batch.sentAt());
      if (!batch.putsAside()) {
        divider.settled();
      }
      if (troubled) {
        resumeWhenQuiet();
      } else {
        takeGathered();
      }
    }
    outages.over(settling);
    downstream.lengths(reply.targetLengths());
    counterLog.tell(reply.refusedCounts());
    sendLater();
    AnsweredBatch.tell(
        listener, lane, batch.held(), fenced, reply.overtaken(), batch.sentAt(), now, clock);
  }

  private void sendLater() {
    if (mayLeave()) {
      timer.execute(this::sendLeaving);
    }
  }

  private void failed(SettleBatch batch, RedisCallException failure) {
    if (keep(batch, failure)) {
      // The same call with no settlement in it tells whether this one is to blame.
      send(script.call(List.of(), true), Script.Fallback.FULL_TEXT)
          .whenComplete((reply, thrown) -> judge(batch, failure, reply != null));
    }
    listener.settleFailed(lane, failure);
    outages.failed(failure.passing() ? Level.WARN : Level.ERROR, settling, failure);
  }

  /** Answers whether the batch is a suspect, which stays under way until it is judged. */
  private synchronized boolean keep(SettleBatch batch, RedisCallException failure) {
    if (!underWay.contains(batch)) {
      return false;
    }
    underWay.failed();
    troubled = true;
    troubledAt = System.nanoTime();
    if (failure.answered()) {
      unsettled.heard();
    }
    batch.failed(failure.uncertain());
    if (failure.uncertain()) {
      capacity.unanswered(batch.bytes());
    }
    boolean suspect = divider.suspects(batch, failure);
    if (!suspect) {
      List<SettleBatch> parts = divider.divide(batch, failure);
      underWay.remove(batch);
      comeBack(parts);
    }
    return suspect;
  }

  private synchronized void judge(
      SettleBatch suspect, RedisCallException failure, boolean othersSucceed) {
    if (!underWay.remove(suspect)) {
      return;
    }
    if (!othersSucceed) {
      suspect.pardon();
    }
    boolean toBlame = othersSucceed && divider.blames(suspect, failure);
    comeBack(List.of(toBlame ? putAside(suspect, failure) : suspect));
  }

  private SettleBatch putAside(SettleBatch culprit, RedisCallException failure) {
    Held held = culprit.held().get(0);
    String error = "could not be settled: " + failure.getMessage();
    LOG.error("entry {} of {} {}", held.entry().id(), lane, error);
    SettleBatch aside = culprit.puttingAside(burial.apply(held.entry(), error));
    unsettled.grew(aside.weight() - culprit.weight());
    held.passed(List.of()); // what later stages decided does not happen
    held.handled(
        WorkerListener.Ending.DEAD, held.handledNanos(), new EntryFailure("", UNSETTLEABLE));
    return aside;
  }

  private void comeBack(List<SettleBatch> batches) {
    batches.forEach(this::putBack);
    resumeWhenQuiet();
    sendLater(); // so that what was taken behind them comes back, too
  }

  /**
   * Once nothing is in flight, what failed is sent again after a pause, in the order in which it
   * was gathered.
   */
  private void resumeWhenQuiet() {
    if (underWay.size() == 0 && !pause.running()) {
      timer.schedule(this::resume, pause.begin(System.nanoTime()), TimeUnit.MILLISECONDS);
    }
  }

  private void resume() {
    synchronized (this) {
      pause.end();
      takeGathered();
    }
    sendLeaving();
  }
}
