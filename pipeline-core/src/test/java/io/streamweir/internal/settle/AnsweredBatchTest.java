package io.streamweir.internal.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.listener.SettledBatch;
import io.streamweir.listener.WorkerListener.Ending;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnsweredBatchTest {
  private static final long MILLI = 1_000_000;
  private static final long SUBMITTED = 1_700_000_000_000L; // of every given entry, in ms
  private final ServerClock clock = new ServerClock();

  /**
   * The entry was there for 250 ms before its handler began, and the job was 4 s old at the end.
   */
  @Test
  void tellsTimesByTheServersClockWhateverOursShows() {
    long us = 77 * MILLI; // when the server's clock showed SUBMITTED
    clock.heard(SUBMITTED * 1000, us, us);
    SettledBatch batch = batch(us, List.of(), List.of());

    assertThat(batch.waitingNanos(0)).isEqualTo(250 * MILLI);
    assertThat(batch.jobNanos(0)).isEqualTo(4_000 * MILLI);
    assertThat(batch.nanos()).isEqualTo(500 * MILLI);
    assertThat(batch.handlingNanos(0)).isEqualTo(3 * MILLI);
  }

  @Test
  void takesStampsOfTheFutureForNow() {
    long us = 77 * MILLI;
    clock.heard((SUBMITTED - 3_600_000) * 1000, us, us);

    assertThat(batch(us, List.of(), List.of()).waitingNanos(0)).isZero();
    assertThat(batch(us, List.of(), List.of()).jobNanos(0)).isZero();
  }

  @Test
  void namesThoseThatWereFenced() {
    SettledBatch batch = batch(0, List.of(1L), List.of());

    assertThat(batch.fenced()).isEqualTo(1);
    assertThat(batch.fenced(0)).isTrue();
    assertThat(batch.clockKnown()).isFalse();
    assertThat(batch.ending(0)).isEqualTo(Ending.FINISHED);
  }

  @Test
  void callsCancelledWhatACancelHasOvertaken() {
    SettledBatch batch = batch(0, List.of(), List.of(1L));

    assertThat(batch.ending(0)).isEqualTo(Ending.CANCELLED);
    assertThat(batch.fenced(0)).isFalse();
  }

  private SettledBatch batch(long base, List<Long> fenced, List<Long> overtaken) {
    Held held = new Held(GivenEntry.of((SUBMITTED + 750) + "-3", new byte[0], 1, 1), base);
    held.start(base + 1_000 * MILLI);
    held.handled(Ending.FINISHED, 3 * MILLI);
    return new AnsweredBatch(
        List.of(held), fenced, overtaken, base + 3_500 * MILLI, base + 4_000 * MILLI, clock);
  }
}
