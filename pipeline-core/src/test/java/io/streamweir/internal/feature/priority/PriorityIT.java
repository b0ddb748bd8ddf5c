package io.streamweir.internal.feature.priority;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Consumer;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.streamweir.client.SubmitOptions;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Priority;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What overtakes what is told by counting, not by time: how many of each had been handled when. */
@WithRedis
class PriorityIT {
  private static final int MANY = 3_000;
  private static final int SOME = 1_000;
  private static final int URGENT = 1_200;

  private final Map<String, AtomicInteger> handled = new ConcurrentHashMap<>();
  private final Map<String, Integer> lowBefore = new ConcurrentHashMap<>();
  private final CountDownLatch go = new CountDownLatch(1);

  private int handled(String stage, Priority priority) {
    return counter(stage, priority).get();
  }

  private AtomicInteger counter(String stage, Priority priority) {
    return handled.computeIfAbsent(stage + priority, key -> new AtomicInteger());
  }

  /** Counts; notes how many low ones came before the last high one. */
  private void note(String stage, Text text) {
    Priority priority = Priority.of(text.getValue());
    int count = counter(stage, priority).incrementAndGet();
    if (priority == Priority.HIGH && count == URGENT) {
      lowBefore.put(stage, handled(stage, Priority.LOW));
    }
  }

  /**
   * As long as high ones come, each takes its time, so that they pile up before every stage: longer
   * from stage to stage.
   */
  private Outcome<Text> handle(String stage, Text text, int micros) {
    if (!lowBefore.containsKey("three")) {
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros));
    }
    note(stage, text);
    return stage.equals("three") ? Outcome.drop() : Outcome.forward(text);
  }

  private Pipeline<Text> three(int concurrency) {
    UnaryOperator<StageConfig> config = c -> c.withConcurrency(concurrency);
    int unit = 50 * concurrency;
    return Pipeline.named("three")
        .accepts(Text.class)
        .priorities()
        .stage("one", Text.class, (text, context) -> handle("one", text, 2 * unit), config)
        .stage("two", Text.class, (text, context) -> handle("two", text, 4 * unit), config)
        .stage("three", Text.class, (text, context) -> handle("three", text, 6 * unit), config)
        .build();
  }

  private static void submit(Rig rig, Priority priority, int count) throws InterruptedException {
    SubmitOptions options = SubmitOptions.defaults().withPriority(priority);
    rig.jobs()
        .source("source-" + System.nanoTime(), options)
        .submit(IntStream.range(0, count).mapToObj(i -> new Text(priority.toString())).toList());
  }

  private static long backlog(Rig rig, Priority priority, String stage) {
    return rig.link.await(new InboxQueries(rig.link).backlog(rig.keys.at(priority).inbox(stage)));
  }

  /** Lets many low ones wait at the stage behind these. */
  private void fillBehind(Rig rig, String waitsAt, Set<String> stages) throws Exception {
    lowBefore.put("three", 0);
    submit(rig, Priority.LOW, MANY);
    Worker worker = rig.worker(new Ledger(), config -> config.withStages(stages));
    until(() -> backlog(rig, Priority.LOW, waitsAt) == MANY);
    worker.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void overtakesAtEveryStageAndLetsLowOnesMove(int concurrency, RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, three(concurrency))) {
      fillBehind(rig, "three", Set.of("one", "two"));
      fillBehind(rig, "two", Set.of("one"));
      handled.clear();
      lowBefore.clear();
      submit(rig, Priority.LOW, MANY);
      submit(rig, Priority.HIGH, URGENT);
      rig.worker();

      until(() -> handled("three", Priority.LOW) == 3 * MANY);
      for (String stage : List.of("one", "two", "three")) {
        assertThat(handled(stage, Priority.HIGH)).as("none lost at " + stage).isEqualTo(URGENT);
        assertThat(lowBefore.get(stage))
            .as("low ones among the high ones at " + stage)
            .isBetween(URGENT / 32, MANY / 2);
      }
      assertThat(handled("two", Priority.LOW)).isEqualTo(2 * MANY);
      assertThat(handled("one", Priority.LOW)).isEqualTo(MANY);
    }
  }

  private Pipeline<Text> work(UnaryOperator<StageConfig> config) {
    return Pipeline.named("work")
        .accepts(Text.class)
        .priorities()
        .stage("work", Text.class, this::stuckWhereHigh, config)
        .build();
  }

  private Outcome<Text> stuckWhereHigh(Text text, StageContext context)
      throws InterruptedException {
    if (text.getValue().equals("high") && go.getCount() > 0) {
      counter("stuck", Priority.HIGH).incrementAndGet();
      go.await();
    }
    note("work", text);
    return Outcome.drop();
  }

  @Test
  void isNotHeldBackByAHandlerThatHangs(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, work(c -> c))) {
      rig.worker();
      submit(rig, Priority.HIGH, 50);
      until(() -> handled("stuck", Priority.HIGH) == 1);
      submit(rig, Priority.LOW, MANY);
      submit(rig, Priority.NORMAL, MANY);
      until(
          () -> handled("work", Priority.LOW) == MANY && handled("work", Priority.NORMAL) == MANY);
      assertThat(handled("work", Priority.HIGH)).isZero();
      go.countDown();
      until(() -> handled("work", Priority.HIGH) == 50);
    }
  }

  @Test
  void leavesTheStagesLimitToTheUrgent(RedisSpace space) throws Exception {
    go.countDown();
    RateLimit rate = RateLimit.of(SOME, Duration.ofSeconds(1)).withBurst(10);
    try (Rig rig = Rig.on(space, work(c -> c.withRateLimit(rate)))) {
      submit(rig, Priority.LOW, SOME);
      submit(rig, Priority.HIGH, SOME);
      rig.worker();
      until(() -> handled("work", Priority.HIGH) == SOME);
      int low = handled("work", Priority.LOW);
      assertThat(low).isBetween(SOME / 32, SOME / 2);
      until(() -> handled("work", Priority.LOW) == SOME);
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void takesOverWhatADeadWorkerHadWhateverItsPriority(RedisSpace space) throws Exception {
    int lost = URGENT / 6; // credit would be for less than half of them
    Pipeline<Text> pipeline =
        Pipeline.named("taken")
            .accepts(Text.class)
            .priorities()
            .stage("work", Text.class, (text, context) -> slowWhereHigh(text))
            .build();
    try (Rig rig = Rig.on(space, pipeline)) {
      String inbox = rig.keys.at(Priority.LOW).inbox("work");
      submit(rig, Priority.LOW, lost);
      rig.redis.xgroupCreate(StreamOffset.from(inbox, "0"), Keys.GROUP);
      Consumer<String> dead = Consumer.from(Keys.GROUP, "dead");
      rig.redis.xreadgroup(dead, StreamOffset.lastConsumed(inbox));
      submit(rig, Priority.HIGH, URGENT);
      rig.worker();
      until(() -> handled("work", Priority.HIGH) == URGENT);
      assertThat(lowBefore).containsEntry("work", lost);
    }
  }

  private Outcome<Text> slowWhereHigh(Text text) {
    if (text.getValue().equals("high")) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
    note("work", text);
    return Outcome.drop();
  }
}
