package io.streamweir.spring.boot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Customers that order one thing after the other, and ask again until they have an answer. */
final class Customers {
  private static final int COUNT = 6;
  private static final long AGAIN_MILLIS = 50;

  private final List<ShopInstance> shops;
  private final ExecutorService threads = Executors.newFixedThreadPool(COUNT);
  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private volatile boolean done;

  /**
   * Lets them in.
   *
   * @param shops the instances to choose from, which may change
   */
  Customers(List<ShopInstance> shops) {
    this.shops = shops;
    IntStream.range(0, COUNT).forEach(each -> threads.execute(this::buy));
  }

  private void buy() {
    while (!done) {
      String number = "order-" + numbers.incrementAndGet();
      while (!answers.containsKey(number)) {
        ask(number);
      }
    }
  }

  private void ask(String number) {
    ShopInstance[] open = shops.toArray(ShopInstance[]::new); // of this moment
    ShopInstance shop = open[Math.floorMod(asked.incrementAndGet(), open.length)];
    if (!shop.enter()) {
      return;
    }
    try {
      answers.put(number, shop.order(number));
    } catch (IOException e) {
      failures.add(number + ": " + e);
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until so many more have an answer. */
  void awaitMore(int count) {
    int enough = answers.size() + count;
    await().atMost(ShopInstance.PATIENCE).until(() -> answers.size() >= enough);
  }

  /** The questions that were answered by anything but a confirmation. */
  List<String> failures() {
    return failures;
  }

  /** Waits until all have what they asked for; nobody orders anything more. */
  Map<String, String> leave() throws InterruptedException {
    done = true;
    threads.shutdown();
    assertThat(threads.awaitTermination(2 * ShopInstance.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("all customers have an answer, after " + failures)
        .isTrue();
    return answers;
  }
}
