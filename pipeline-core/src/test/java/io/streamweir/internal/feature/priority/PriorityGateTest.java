package io.streamweir.internal.feature.priority;

import static io.streamweir.pipeline.Priority.HIGH;
import static io.streamweir.pipeline.Priority.LOW;
import static io.streamweir.pipeline.Priority.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.settle.GivenEntry;
import io.streamweir.internal.settle.Held;
import io.streamweir.pipeline.Priority;
import io.streamweir.testkit.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PriorityGateTest {
  private final AtomicLong clock = new AtomicLong();
  private final PriorityGate gate = new PriorityGate(clock::get);
  private final PriorityGate.Place high = gate.place(HIGH);
  private final PriorityGate.Place normal = gate.place(NORMAL);
  private final PriorityGate.Place low = gate.place(LOW);
  private long nextId;

  @BeforeEach
  void waitForEntries() {
    List.of(high, normal, low).forEach(PriorityGate.Place::waits);
    pass(10);
    low.atOnce(1);
  }

  private void pass(long millis) {
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private void take(PriorityGate.Place place, int entries) {
    List<Entry> taken = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      taken.add(GivenEntry.of(++nextId + "-0", new byte[0], 1, 1));
    }
    place.inHand().hold(taken);
  }

  private static void end(PriorityGate.Place place) {
    for (Held held : place.inHand().all()) {
      place.inHand().close();
      place.inHand().drop(held);
    }
  }

  /** Takes all that the place may take now. */
  private int takeAllowed(PriorityGate.Place place, int room) {
    int allowed = place.atOnce(room);
    take(place, allowed);
    end(place);
    return allowed;
  }

  @Test
  void letsEverybodyTakeWhereNobodyIsBusy() {
    for (Priority priority : Priority.values()) {
      assertThat(gate.place(priority).atOnce(256)).isEqualTo(256);
    }
  }

  @Test
  void countsALaneThatHasNotReadYetAsBusy() {
    PriorityGate fresh = new PriorityGate(clock::get);
    PriorityGate.Place first = fresh.place(HIGH);
    PriorityGate.Place behind = fresh.place(LOW);
    pass(200);
    assertThat(behind.atOnce(10)).isZero();
    first.waits();
    assertThat(behind.atOnce(10)).isZero();
    pass(2);
    assertThat(behind.atOnce(10)).isEqualTo(10);
  }

  @Test
  void neverKeepsTheMostUrgentBack() {
    take(normal, 10);
    take(low, 10);
    assertThat(high.atOnce(256)).isEqualTo(256);
    assertThat(normal.atOnce(256)).as("low ones are behind it").isEqualTo(256);
  }

  @Test
  void sharesByWeightWhileAllAreBusy() {
    int takenNormal = 0;
    int takenLow = 0;
    for (int i = 0; i < 100; i++) {
      take(high, 160);
      takenNormal += takeAllowed(normal, 256);
      takenLow += takeAllowed(low, 256);
      pass(1);
    }
    assertThat(takenNormal).isEqualTo(100 * 40);
    assertThat(takenLow).isEqualTo(100 * 10);
  }

  @Test
  void addsUpPartsOfACredit() {
    take(high, 15);
    assertThat(low.atOnce(10)).isZero();
    take(high, 1);
    assertThat(low.atOnce(10)).isEqualTo(1);
    take(high, 31);
    assertThat(low.atOnce(10)).isEqualTo(2);
    assertThat(low.atOnce(1)).as("has room for one").isEqualTo(1);
  }

  @Test
  void savesNoMoreCreditThanForABatch() {
    for (int i = 0; i < 1_000; i++) {
      take(high, 100);
    }
    assertThat(low.atOnce(1_000)).isEqualTo(16);
    take(high, 3_200);
    assertThat(low.atOnce(1_000)).as("of one larger batch").isEqualTo(200);
  }

  @Test
  void sharesByWeightWithTheOneBeforeWhereTheFirstIsIdle() {
    take(normal, 40);
    assertThat(low.atOnce(100)).isEqualTo(10);
  }

  @Test
  void letsOthersGoWhenItHasRunDry() {
    take(high, 5);
    assertThat(low.atOnce(256)).isZero();
    end(high);
    pass(500);
    assertThat(low.atOnce(256)).as("it has not asked for more").isZero();
    high.waits();
    pass(1);
    assertThat(low.atOnce(256)).as("an answer may be on its way").isZero();
    pass(1);
    assertThat(List.of(low.atOnce(256), low.atOnce(256), low.atOnce(256), low.atOnce(256)))
        .as("a late answer would overtake them")
        .containsExactly(16, 64, 256, 256);
  }

  @Test
  void beginsWithFewAgainAfterEachBusyTime() {
    for (int i = 0; i < 3; i++) {
      take(high, 1);
      assertThat(low.atOnce(256)).isZero();
      assertThat(normal.atOnce(256)).isZero();
      end(high);
      high.waits();
      pass(2);
      assertThat(normal.atOnce(256)).isEqualTo(64);
      assertThat(low.atOnce(256)).isEqualTo(16);
      assertThat(normal.atOnce(3)).as("has room for three").isEqualTo(3);
    }
  }

  @Test
  void forgetsCreditThatNobodyNeeded() {
    take(high, 160);
    assertThat(low.atOnce(100)).isEqualTo(10);
    end(high);
    high.waits();
    pass(2);
    assertThat(low.atOnce(100)).isEqualTo(16);
    take(high, 1);
    assertThat(low.atOnce(100)).isZero();
  }

  @Test
  void isNotHeldBackByOneThatIsStuck() {
    take(high, 1);
    assertThat(low.atOnce(100)).isZero();
    pass(999);
    assertThat(low.atOnce(100)).isZero();
    pass(1);
    assertThat(low.atOnce(100)).isEqualTo(16);
    assertThat(low.atOnce(40)).isEqualTo(40);
  }

  @Test
  void lastsAtMostASecondWhateverOthersDo() {
    take(high, 1);
    for (int i = 0; i < 5; i++) { // too few for a credit
      pass(400);
      take(high, 1);
      assertThat(low.atOnce(100)).as("after 400 ms").isZero();
      pass(400);
      take(high, 1);
      assertThat(low.atOnce(100)).as("after 800 ms").isZero();
      pass(400);
      assertThat(low.atOnce(100)).as("after 1,200 ms").isEqualTo(1);
    }
  }

  @Test
  void wakesThoseThatWaitWhenTheyHaveCredit() throws Exception {
    take(high, 1);
    CompletableFuture<Integer> waiting = waitingFor(low);
    take(high, 16);
    assertThat(waiting.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
  }

  @Test
  void wakesThoseThatWaitAtTheEnd() throws Exception {
    take(high, 1);
    CompletableFuture<Integer> waiting = waitingFor(low);
    low.stop();
    assertThat(waiting.get(Patience.SECONDS, TimeUnit.SECONDS)).isZero();
  }

  private static CompletableFuture<Integer> waitingFor(PriorityGate.Place place) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return place.await(100, 20_000);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
