package io.streamweir.internal.upkeep;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UpkeepTest {
  private static final Duration SOON = Duration.ofMillis(5);
  private static final Duration LONG = Duration.ofHours(1);

  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final List<String> failed = new CopyOnWriteArrayList<>();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private Upkeep upkeep(Executor executor) {
    return new Upkeep(
        "clock",
        executor,
        thrown -> false,
        (task, thrown) -> failed.add(task.role() + ": " + thrown.getMessage()));
  }

  /** One whose runs say how long to wait. */
  private static UpkeepTask task(
      Duration interval, Duration patience, Callable<CompletionStage<Duration>> work) {
    return UpkeepTask.paced(interval, "promote", "moving", work).withPatience(patience);
  }

  private Upkeep upkeep() {
    return upkeep(threads);
  }

  static List<Supplier<Throwable>> whatMayBeThrown() {
    return List.of(
        () -> new IllegalStateException("broken"),
        () -> new OutOfMemoryError("broken"),
        () -> new StackOverflowError("broken"),
        () -> new AssertionError("broken"),
        () -> new Exception("broken"));
  }

  @ParameterizedTest
  @MethodSource("whatMayBeThrown")
  void goesOnWhateverIsThrown(Supplier<Throwable> thrown) {
    AtomicInteger runs = new AtomicInteger();
    try (Upkeep upkeep = upkeep()) {
      upkeep.start(
          UpkeepTask.every(
              SOON,
              "promote",
              "moving",
              () -> {
                if (runs.incrementAndGet() == 1) {
                  UpkeepTest.<RuntimeException>sneak(thrown.get());
                }
              }));
      await().atMost(PATIENCE).until(() -> runs.get() > 2);
      assertThat(failed).containsExactly("promote: broken");
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @ParameterizedTest
  @MethodSource("whatMayBeThrown")
  void goesOnWhereTheStageFails(Supplier<Throwable> thrown) {
    AtomicInteger runs = new AtomicInteger();
    try (Upkeep upkeep = upkeep()) {
      upkeep.start(
          UpkeepTask.awaiting(
              SOON,
              "promote",
              "moving",
              () ->
                  runs.incrementAndGet() == 1
                      ? CompletableFuture.failedFuture(thrown.get())
                      : CompletableFuture.completedFuture(null)));
      await().atMost(PATIENCE).until(() -> runs.get() > 2);
      assertThat(failed).containsExactly("promote: broken");
    }
  }

  @Test
  void goesOnWhereAnExecutorOrAListenerThrows() {
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger refusals = new AtomicInteger();
    Executor refusing =
        task -> {
          if (refusals.incrementAndGet() <= 2) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          threads.execute(task);
        };
    try (Upkeep upkeep =
        new Upkeep(
            "clock",
            refusing,
            thrown -> false,
            (task, thrown) -> {
              throw new AssertionError("of the listener");
            })) {
      upkeep.start(UpkeepTask.every(SOON, "trim", "trimming", runs::incrementAndGet));
      await().atMost(PATIENCE).until(() -> runs.get() > 2);
      assertThat(refusals.get()).isGreaterThan(2);
    }
  }

  @Test
  void neverRunsATaskTwiceAtOnce() {
    List<CompletableFuture<Void>> answers = new CopyOnWriteArrayList<>();
    try (Upkeep upkeep = upkeep()) {
      Upkeep.Handle task =
          upkeep.start(
              UpkeepTask.awaiting(
                  SOON,
                  "promote",
                  "moving",
                  () -> {
                    CompletableFuture<Void> answer = new CompletableFuture<>();
                    answers.add(answer);
                    return answer;
                  }));
      AtomicInteger others = new AtomicInteger();
      upkeep.start(UpkeepTask.every(SOON, "trim", "trimming", others::incrementAndGet));
      task.wake();
      await().atMost(PATIENCE).until(() -> answers.size() == 1);
      task.wake();
      int seen = others.get();
      await().atMost(PATIENCE).until(() -> others.get() > seen + 5);
      assertThat(answers).hasSize(1);
      answers.get(0).complete(null);
      await().atMost(PATIENCE).until(() -> answers.size() == 2);
    }
  }

  @Test
  void isWokenBeforeItsTimeAndDuringARun() {
    List<CompletableFuture<Void>> answers = new CopyOnWriteArrayList<>();
    try (Upkeep upkeep = upkeep()) {
      Upkeep.Handle task =
          upkeep.start(
              UpkeepTask.awaiting(
                  LONG,
                  "promote",
                  "moving",
                  () -> {
                    CompletableFuture<Void> answer = new CompletableFuture<>();
                    answers.add(answer);
                    return answer;
                  }));
      task.wake();
      await().atMost(PATIENCE).until(() -> answers.size() == 1);
      task.wake();
      answers.get(0).complete(null);
      await().atMost(PATIENCE).until(() -> answers.size() == 2);
    }
  }

  @Test
  void givesUpARunWhoseAnswerIsLostAndDoesNotCountItTwice() {
    List<CompletableFuture<Duration>> answers = new CopyOnWriteArrayList<>();
    try (Upkeep upkeep = upkeep()) {
      upkeep.start(
          task(
              SOON,
              Duration.ofSeconds(1),
              () -> {
                CompletableFuture<Duration> answer =
                    answers.isEmpty()
                        ? new CompletableFuture<>()
                        : CompletableFuture.completedFuture(SOON);
                answers.add(answer);
                return answer;
              }));
      await().atMost(PATIENCE).until(() -> answers.size() > 3);
      answers.get(0).completeExceptionally(new IllegalStateException("late"));
      int seen = answers.size();
      await().atMost(PATIENCE).until(() -> answers.size() > seen + 2);
      assertThat(failed).containsExactly("promote: no answer came within PT1S");
    }
  }

  @Test
  void waitsAsLongAsTheRunSays() {
    AtomicInteger runs = new AtomicInteger();
    try (Upkeep upkeep = upkeep(Runnable::run)) {
      Upkeep.Handle task =
          upkeep.start(
              task(
                  LONG,
                  LONG,
                  () ->
                      CompletableFuture.completedFuture(
                          runs.incrementAndGet() < 100 ? Duration.ZERO : LONG)));
      task.wake();
      await().atMost(PATIENCE).until(() -> runs.get() == 100);
    }
  }

  @Test
  void beginsNothingOnceItIsClosed() {
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger others = new AtomicInteger();
    try (Upkeep other = upkeep()) {
      Upkeep upkeep = upkeep();
      Upkeep.Handle task =
          upkeep.start(UpkeepTask.every(LONG, "trim", "trimming", runs::incrementAndGet));
      upkeep.close();
      task.wake();
      other.start(UpkeepTask.every(SOON, "trim", "trimming", others::incrementAndGet));
      await().atMost(PATIENCE).until(() -> others.get() > 10);
      assertThat(runs).hasValue(0);
    }
  }
}
