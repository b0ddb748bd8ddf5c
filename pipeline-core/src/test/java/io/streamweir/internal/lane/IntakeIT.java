package io.streamweir.internal.lane;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.InHand;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Priority;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class IntakeIT {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration AGE = LEASE.multipliedBy(2);

  private final InHand inHand = new InHand();
  private TestInbox inbox;
  private LaneContext lane;
  private Intake open;

  @BeforeEach
  void begin(RedisSpace space) {
    inbox = TestInbox.in(space);
    inbox.createGroup();
    lane =
        LaneContext.of(
            new WorkerListener.LaneId("p", TestInbox.STAGE, 0, Priority.NORMAL),
            inbox.link,
            inbox.inbox,
            "me",
            LEASE,
            inHand,
            new Prefetch(1, 100),
            new WorkerListener() {},
            read(),
            true);
    open = new OpenIntake(lane, true);
  }

  /** One in which no lane waits, so that each reads by itself. */
  private WaitingReads.Pair read() {
    WaitingReads reads = new WaitingReads(inbox.link, "me", Threads.timer("test"));
    WaitingReads.Pair pair = reads.of(inbox.inbox, 0);
    reads.all().forEach(WaitingRead::end);
    return pair;
  }

  @AfterEach
  void end() throws Exception {
    lane.reader().close();
    inbox.close();
  }

  private static List<String> ids(List<Held> held) {
    return held.stream().map(one -> one.entry().id()).toList();
  }

  private Intake reclaiming() {
    return new ReclaimingIntake(open, lane, new Reclaimer(lane, swept(), 5));
  }

  @Test
  void givesWhatAReadAheadBringsWhateverTheRoom() throws Exception {
    List<String> all = inbox.fill(5);

    assertThat(ids(open.next(2))).isEqualTo(all.subList(0, 2));
    open.ahead(() -> 10);
    assertThat(ids(open.next(0))).isEqualTo(all.subList(2, 5));
    assertThat(ids(open.next(0))).as("nothing was asked").isEmpty();
    assertThat(ids(List.copyOf(inHand.all()))).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void takesOverBeforeItReads() throws Exception {
    List<String> left = inbox.fill(2);
    inbox.deliver("dead", 2);
    inbox.age("dead", AGE, left);
    List<String> fresh = inbox.fill(3);
    Intake intake = reclaiming();

    assertThat(ids(intake.next(10))).isEqualTo(left);
    intake.ahead(() -> 10);
    assertThat(lane.reading().underWay()).as("nothing is read behind what it took over").isFalse();
    assertThat(ids(intake.next(10))).isEqualTo(fresh);
    intake.ahead(() -> 10);
    assertThat(lane.reading().underWay()).isTrue();
  }

  @Test
  void takesNothingOverWithoutRoom() throws Exception {
    List<String> left = inbox.fill(1);
    inbox.deliver("dead", 1);
    inbox.age("dead", AGE, left);

    assertThat(reclaiming().next(0)).isEmpty();
  }

  private String swept() {
    return inbox.keys.swept(TestInbox.STAGE);
  }

  /** If the worker died between the two, the next one would find both at their last delivery. */
  @Test
  void takesNoTwoEntriesForTheLastTimeBeforeOneIsSettled() throws Exception {
    List<String> left = inbox.fill(2);
    inbox.deliver("dead", 2);
    inbox.age("dead", AGE, left);
    Reclaimer reclaimer = new Reclaimer(lane, swept(), 2);

    Held first = reclaimer.sweep(10).get(0);
    assertThat(inHand.all()).containsExactly(first);
    assertThat(first.decide()).isTrue();
    assertThat(reclaimer.sweep(10)).as("it is not settled").isEmpty();
    inHand.drop(first);
    assertThat(ids(reclaimer.sweep(10))).isEqualTo(left.subList(1, 2));
  }

  @Test
  void waitsForASettlementThatComesSoon() throws Exception {
    List<String> left = inbox.fill(2);
    inbox.deliver("dead", 2);
    inbox.age("dead", AGE, left);
    Reclaimer reclaimer = new Reclaimer(lane, swept(), 2);
    Held first = reclaimer.sweep(10).get(0);
    first.decide();

    CompletableFuture.runAsync(() -> inHand.drop(first));
    await().atMost(PATIENCE).until(() -> ids(reclaimer.sweep(10)).equals(left.subList(1, 2)));
  }

  @Test
  void handsBackWhatALostAnswerBrought() {
    inbox.fill(2);
    inbox.deliver("me", 2);

    open.resume(false);

    assertThat(inbox.pendingNow())
        .as("they are pending, for any worker")
        .hasSize(2)
        .noneMatch(pending -> pending.consumer().equals("me"));
  }

  @Test
  void givesUpWhatNobodyHasStarted() throws Exception {
    inbox.fill(2);
    Held started = open.next(2).get(0);
    started.start(System.nanoTime());

    open.giveUp();

    assertThat(inHand.all()).containsExactly(started);
  }

  @Test
  void needsNoThreadWhileItIsHalted() throws Exception {
    HaltableIntake intake = new HaltableIntake(open, lane);
    intake.halt(this, true);
    assertThat(intake.mayTake()).isFalse();
    assertThat(lane.cold().waiting()).isTrue();
    intake.halt(this, false);
    assertThat(lane.cold().waiting()).as("it was woken").isFalse();
    assertThat(intake.mayTake()).isTrue();
  }

  @Test
  void keepsTheThreadOfAKeyedLaneThatHasToLeaveItsPartition() throws Exception {
    Intake keyed =
        new WrappedIntake(open) {
          @Override
          public boolean keyed() {
            return true;
          }
        };
    HaltableIntake intake = new HaltableIntake(keyed, lane);
    intake.halt(this, true);
    assertThat(intake.mayTake()).isFalse();
    assertThat(lane.cold().waiting()).isFalse();
  }
}
