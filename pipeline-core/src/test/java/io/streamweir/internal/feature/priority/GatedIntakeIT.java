package io.streamweir.internal.feature.priority;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.lane.Intake;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.lane.Prefetch;
import io.streamweir.internal.lane.Threads;
import io.streamweir.internal.lane.WaitingRead;
import io.streamweir.internal.lane.WaitingReads;
import io.streamweir.internal.settle.GivenEntry;
import io.streamweir.internal.settle.Held;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Priority;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class GatedIntakeIT {
  private final AtomicLong clock = new AtomicLong();
  private final PriorityGate gate = new PriorityGate(clock::get);
  private final Asked high = new Asked();
  private final Asked low = new Asked();
  private TestInbox inbox;
  private Intake gatedLow;

  /** Notes how many entries it is asked for. */
  private static final class Asked implements Intake {
    final List<Integer> rooms = new ArrayList<>();
    boolean throttled;

    @Override
    public void resume(boolean first) {}

    @Override
    public List<Held> next(int room) {
      rooms.add(room);
      return List.of();
    }

    @Override
    public void ahead(Room room) throws InterruptedException {
      rooms.add(room.entries());
    }

    @Override
    public void giveUp() {}

    @Override
    public boolean throttled() {
      return throttled;
    }
  }

  @BeforeEach
  void begin(RedisSpace space) {
    inbox = TestInbox.in(space);
    gated(high, Priority.HIGH);
    gatedLow = gated(low, Priority.LOW);
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
    inbox.close();
  }

  private Intake gated(Intake inner, Priority priority) {
    PriorityGate.Place place = gate.place(priority);
    LaneContext lane =
        LaneContext.of(
            new WorkerListener.LaneId("p", TestInbox.STAGE, 0, priority),
            inbox.link,
            inbox.keys.at(priority).inbox(TestInbox.STAGE),
            "me",
            Duration.ofSeconds(10),
            place.inHand(),
            new Prefetch(1, 100),
            new WorkerListener() {},
            read(),
            true);
    return new GatedIntake(inner, lane, place);
  }

  private void highWaits() {
    gate.place(Priority.HIGH).waits();
    clock.addAndGet(Duration.ofMillis(5).toNanos());
  }

  @Test
  void takesAllThatItHasRoomForAtItsTurn() throws Exception {
    highWaits();
    gatedLow.next(7);
    gatedLow.ahead(() -> 5);
    assertThat(low.rooms).containsExactly(7, 5);
  }

  @Test
  void readsNothingAheadWhileAMoreUrgentLaneIsBusy() throws Exception {
    gate.place(Priority.HIGH).inHand().hold(List.of(GivenEntry.of("1-0", new byte[0], 1, 1)));
    gatedLow.ahead(() -> 5);
    assertThat(low.rooms).containsExactly(0);
  }

  @Test
  void waitsForALaneThatItsLimitHoldsUp() throws Exception {
    highWaits();
    high.throttled = true;
    gatedLow.ahead(() -> 5);
    high.throttled = false;
    gatedLow.ahead(() -> 5);
    assertThat(low.rooms).containsExactly(0, 5);
  }
}
