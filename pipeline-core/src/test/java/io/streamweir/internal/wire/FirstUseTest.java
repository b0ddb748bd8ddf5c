package io.streamweir.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FirstUseTest {
  private final AtomicInteger attempts = new AtomicInteger();
  private final List<String> closed = new ArrayList<>();

  @Test
  void makesOnce() {
    FirstUse<String> use = new FirstUse<>(() -> "made " + attempts.incrementAndGet());
    assertThat(use.made()).isEmpty();

    assertThat(use.get()).isEqualTo("made 1");
    assertThat(use.get()).isEqualTo("made 1");
    assertThat(use.made()).contains("made 1");
  }

  @Test
  void triesAnewAfterAFailure() {
    FirstUse<String> use =
        new FirstUse<>(
            () -> {
              if (attempts.incrementAndGet() == 1) {
                throw new IllegalArgumentException("away");
              }
              return "made";
            });
    assertThatThrownBy(use::get).isInstanceOf(IllegalArgumentException.class).hasMessage("away");
    assertThat(use.made()).isEmpty();

    assertThat(use.get()).isEqualTo("made");
  }

  @Test
  void threadsThatAskMeanwhileShareTheAttempt() {
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    FirstUse<String> use =
        new FirstUse<>(
            () -> {
              attempts.incrementAndGet();
              begun.countDown();
              await(goOn);
              throw new IllegalArgumentException("away");
            });
    CompletableFuture<String> first = CompletableFuture.supplyAsync(use::get);
    await(begun);
    Thread other = new Thread(() -> closed.add(String.valueOf(failure(use))));
    other.start();
    org.awaitility.Awaitility.await().until(() -> other.getState() == Thread.State.WAITING);
    goOn.countDown();

    assertThatThrownBy(first::join).hasMessageContaining("away");
    joined(other);
    assertThat(closed).singleElement().asString().contains("away");
    assertThat(attempts).hasValue(1);
  }

  @Test
  void isNotMadeAfterItsEnd() {
    FirstUse<String> use = new FirstUse<>(() -> "made");
    use.end(closed::add);

    assertThatIllegalStateException().isThrownBy(use::get).withMessageContaining("closed");
    assertThat(closed).isEmpty();
  }

  @Test
  void closesWhatWasMadeAndWhatIsBeingMade() {
    FirstUse<String> made = FirstUse.of("made");
    made.end(closed::add);
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    FirstUse<String> making =
        new FirstUse<>(
            () -> {
              begun.countDown();
              await(goOn);
              return "late";
            });
    CompletableFuture<String> asked = CompletableFuture.supplyAsync(making::get);
    await(begun);
    making.end(closed::add);
    assertThat(closed).containsExactly("made");

    goOn.countDown();
    asked.join();

    assertThat(closed).containsExactly("made", "late");
  }

  private static RuntimeException failure(FirstUse<String> use) {
    try {
      throw new AssertionError("made " + use.get());
    } catch (RuntimeException e) {
      return e;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void joined(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
