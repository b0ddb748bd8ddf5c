package io.streamweir.internal.lane;

import static io.streamweir.testkit.Patience.PATIENCE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.Receipt;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Stage;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

@WithRedis
class ConcurrencyIT {
  private static final boolean VIRTUAL = Runtime.version().feature() >= 21;

  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  private static Pipeline<Text> pipeline(int concurrency, Stage<Text, Text> handler) {
    return Pipeline.named("crew")
        .accepts(Text.class)
        .stage("work", Text.class, handler, config -> config.withConcurrency(concurrency))
        .build();
  }

  private Outcome<Text> gather(Text text) throws InterruptedException {
    most.accumulateAndGet(running.incrementAndGet(), Math::max);
    go.await();
    running.decrementAndGet();
    return Outcome.<Text>drop().counting(Count.one("done", text.getValue()));
  }

  @Test
  void handlesAsManyEntriesAtOnceAsItIsTold(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(7, (text, context) -> gather(text)))) {
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      rig.submitNumbers(100);
      until(() -> running.get() == 7);
      assertThat(rig.pending("work")).as("hoards nothing while all are busy").isLessThan(15);
      go.countDown();
      until(() -> rig.counted("done") == 100);
      assertThat(most.get()).isEqualTo(7);
    }
  }

  /** It would wait behind one that takes its time, while other workers have nothing to do. */
  @Test
  void takesNoMoreWhileAnEntryThatCameAloneRuns(RedisSpace space) throws Exception {
    Queue<String> begun = new ConcurrentLinkedQueue<>();
    Stage<Text, Text> handler =
        (text, context) -> {
          begun.add(text.getValue());
          if (text.getValue().equals("hang")) {
            go.await();
          }
          return Outcome.drop();
        };
    try (Rig rig = Rig.on(space, pipeline(1, handler))) {
      rig.worker();
      rig.submitNumbers(2_000); // so that its handler counts as fast, for which it would read ahead
      until(() -> begun.size() == 2_000);
      rig.submit("hang");
      until(() -> begun.contains("hang"));
      rig.submit("next");
      await().atMost(PATIENCE).during(Duration.ofMillis(200)).until(() -> rig.pending("work") == 1);
      go.countDown();
      until(() -> begun.contains("next"));
    }
  }

  @Test
  void takesTheWorkersConcurrencyBeforeTheStages(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(7, (text, context) -> gather(text)))) {
      rig.worker(new Ledger(), config -> config.withConcurrency(3));
      rig.submitNumbers(20);
      until(() -> running.get() == 3);
      go.countDown();
      until(() -> rig.counted("done") == 20);
      assertThat(most.get()).isEqualTo(3);
    }
  }

  private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
    return VIRTUAL && (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
  }

  @Test
  void runsOnTheLanesOwnThreadAtConcurrencyOne(RedisSpace space) throws Exception {
    Set<String> names = ConcurrentHashMap.newKeySet();
    Stage<Text, Text> naming =
        (text, context) -> {
          names.add(Thread.currentThread().getName());
          return Outcome.finish(text);
        };
    try (Rig rig = Rig.on(space, pipeline(1, naming))) {
      rig.worker();
      rig.result(rig.submit("x"));
      assertThat(names).containsExactly("streamweir-crew/0/work");
    }
  }

  @Test
  void runsOnVirtualThreadsWhereTheJvmHasThem(RedisSpace space) throws Exception {
    Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    Stage<Text, Text> noting =
        (text, context) -> {
          threads.add(Thread.currentThread());
          return Outcome.finish(text);
        };
    try (Rig rig = Rig.on(space, pipeline(2, noting))) {
      rig.worker();
      rig.result(rig.submit("x"));
      assertThat(isVirtual(threads.element())).isEqualTo(VIRTUAL);
      assertThat(threads.element().isDaemon()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void tagsWhatAHandlerLogs(int concurrency, RedisSpace space) throws Exception {
    Queue<Map<String, String>> tags = new ConcurrentLinkedQueue<>();
    Stage<Text, Text> tagged =
        (text, context) -> {
          tags.add(MDC.getCopyOfContextMap());
          return Outcome.finish(text);
        };
    try (Rig rig = Rig.on(space, pipeline(concurrency, tagged))) {
      rig.worker();
      List<Receipt> receipts = List.of(rig.submit("a"), rig.submit("b"));
      for (Receipt receipt : receipts) {
        rig.result(receipt);
      }
      assertThat(tags)
          .containsExactlyInAnyOrder(
              Map.of("pipeline", "crew", "stage", "work", "job", receipts.get(0).jobId()),
              Map.of("pipeline", "crew", "stage", "work", "job", receipts.get(1).jobId()));
    }
  }

  @Test
  void spreadsOverPartitionsAndWorkers(RedisSpace space) throws Exception {
    Pipeline<Text> spread =
        Pipeline.named("crew")
            .accepts(Text.class)
            .partitions(3)
            .stage("work", Text.class, (text, context) -> Outcome.forward(text))
            .stage(
                "end",
                Text.class,
                (text, context) ->
                    Outcome.<Text>finish(text).counting(Count.one("end", "" + context.partition())))
            .build();
    try (Rig rig = Rig.on(space, spread)) {
      rig.worker(new Ledger(), config -> config.withStages(Set.of("work")));
      rig.worker(new Ledger(), config -> config.withStages(Set.of("end")));
      List<Receipt> receipts = rig.submitNumbers(300);
      for (int i = 0; i < receipts.size(); i++) {
        assertThat(rig.value(receipts.get(i))).isEqualTo("" + i);
      }
      long sum = 0;
      for (int partition = 0; partition < 3; partition++) {
        int own = partition;
        String state = Keys.of(rig.link, "crew", partition).state("end");
        long count = Long.parseLong(rig.redis.hget(state, "" + partition));
        assertThat(count)
            .isEqualTo(receipts.stream().filter(r -> r.partition() == own).count())
            .isPositive();
        assertThat(rig.redis.hlen(state)).isEqualTo(1);
        sum += count;
      }
      assertThat(sum).isEqualTo(300);
    }
  }
}
