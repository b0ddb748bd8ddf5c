package io.streamweir.internal.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.Entry;
import io.streamweir.testkit.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Handlers, a drain that withdraws, a renewer that loses and somebody who cancels pull at the same
 * entries: each entry leaves the hand once, by one way, and no interrupt reaches a handler of
 * another entry.
 */
class HeldStressTest {
  private static final int ENTRIES = 4_000;

  private final InHand inHand = new InHand();
  private final AtomicIntegerArray left = new AtomicIntegerArray(ENTRIES);
  private final AtomicInteger decided = new AtomicInteger();
  private final AtomicInteger abandoned = new AtomicInteger();
  private final AtomicInteger takenAway = new AtomicInteger();
  private final AtomicInteger strayInterrupts = new AtomicInteger();

  @RepeatedTest(5)
  void leavesTheHandOnceByOneWay(RepetitionInfo repetition) throws Exception {
    long seed = repetition.getCurrentRepetition();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < ENTRIES; i++) {
      entries.add(GivenEntry.of(i + "-0", new byte[0], 1, 1));
    }
    List<Held> held = inHand.hold(entries);
    assertThat(held).hasSize(ENTRIES);
    ExecutorService pool = Executors.newFixedThreadPool(5);
    CyclicBarrier together = new CyclicBarrier(5);
    List<Future<?>> parts = new ArrayList<>();
    parts.add(pool.submit(() -> handle(held.subList(0, ENTRIES / 2), together)));
    parts.add(pool.submit(() -> handle(held.subList(ENTRIES / 2, ENTRIES), together)));
    parts.add(pool.submit(() -> takeAway(new Random(seed), held, together, true)));
    parts.add(pool.submit(() -> takeAway(new Random(-seed), held, together, false)));
    parts.add(pool.submit(() -> cancel(new Random(7 * seed), held, together)));
    for (Future<?> part : parts) {
      part.get(Patience.SECONDS, TimeUnit.SECONDS);
    }
    pool.shutdown();
    for (int i = 0; i < ENTRIES; i++) {
      assertThat(left.get(i)).as("entry %d, seed %d", i, seed).isEqualTo(1);
    }
    assertThat(inHand.open()).isZero();
    assertThat(inHand.isEmpty()).isTrue();
    assertThat(decided.get() + takenAway.get()).isEqualTo(ENTRIES);
    assertThat(abandoned.get()).isLessThanOrEqualTo(takenAway.get());
    assertThat(strayInterrupts.get()).isZero();
  }

  private Void handle(List<Held> mine, CyclicBarrier together) throws Exception {
    together.await();
    for (Held one : mine) {
      if (!one.start(System.nanoTime())) {
        continue;
      }
      if (Thread.currentThread().isInterrupted() && !one.moot()) {
        strayInterrupts.incrementAndGet();
      }
      Thread.onSpinWait();
      one.end();
      if (one.decide()) {
        decided.incrementAndGet();
        inHand.close();
        leave(one);
      } else {
        abandoned.incrementAndGet();
      }
      if (Thread.currentThread().isInterrupted()) {
        strayInterrupts.incrementAndGet();
      }
    }
    return null;
  }

  /** A cancelled entry stays in the hand of whoever handles it, to be settled. */
  private static Void cancel(Random random, List<Held> all, CyclicBarrier together)
      throws Exception {
    together.await();
    for (int i = 0; i < ENTRIES; i++) {
      all.get(random.nextInt(ENTRIES)).cancel();
    }
    return null;
  }

  private Void takeAway(Random random, List<Held> all, CyclicBarrier together, boolean gently)
      throws Exception {
    together.await();
    for (int i = 0; i < ENTRIES; i++) {
      Held one = all.get(random.nextInt(ENTRIES));
      if (gently ? one.withdraw() : one.lose()) {
        takenAway.incrementAndGet();
        inHand.close();
        leave(one);
      }
    }
    return null;
  }

  private void leave(Held one) {
    String id = one.entry().id();
    left.incrementAndGet(Integer.parseInt(id.substring(0, id.indexOf('-'))));
    inHand.drop(one);
  }
}
