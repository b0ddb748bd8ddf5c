package io.streamweir.internal.settle;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.Entry;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class InHandTest {
  private final InHand inHand = new InHand();

  private static Entry entry(String id) {
    return GivenEntry.of(id, new byte[0], 1, 1);
  }

  @Test
  void takesWhatItHasOnlyOnce() {
    assertThat(inHand.hold(List.of(entry("1-0"), entry("2-0")))).hasSize(2);
    assertThat(inHand.hold(List.of(entry("2-0"), entry("3-0"))))
        .extracting(held -> held.entry().id())
        .containsExactly("3-0");
    assertThat(inHand.open()).isEqualTo(3);
    assertThat(inHand.has("2-0")).isTrue();
  }

  @Test
  void takesAnEntryAgainThatItHasDropped() {
    Held first = inHand.hold(List.of(entry("1-0"))).get(0);
    inHand.close();
    inHand.drop(first);
    Held second = inHand.hold(List.of(entry("1-0"))).get(0);
    inHand.drop(first);
    assertThat(inHand.all()).as("an old drop takes no new one").containsExactly(second);
  }

  private Thread waiting(int mostOpen, AtomicBoolean through) {
    Thread waiter =
        new Thread(
            () -> {
              try {
                inHand.awaitOpen(mostOpen, 20_000);
                through.set(true);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiter.start();
    await().atMost(PATIENCE).until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
    return waiter;
  }

  @Test
  void wakesWhoWaitsForRoomWhereAnEntryIsClosed() throws Exception {
    inHand.hold(List.of(entry("1-0"), entry("2-0")));
    AtomicBoolean through = new AtomicBoolean();
    Thread waiter = waiting(1, through);
    inHand.close();
    waiter.join(PATIENCE.toMillis());
    assertThat(through).isTrue();
  }

  @Test
  void waitsNoLongerThanItIsTold() throws Exception {
    inHand.hold(List.of(entry("1-0")));
    long begun = System.nanoTime();
    inHand.awaitOpen(0, 30);
    assertThat(System.nanoTime() - begun).isGreaterThan(25_000_000);
    assertThat(inHand.open()).isEqualTo(1);
  }
}
