package io.streamweir.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.client.Cancellation;
import io.streamweir.client.HandlerProgress;
import io.streamweir.client.JobClient;
import io.streamweir.client.ProgressSubscription;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.client.ResultSubscription;
import io.streamweir.client.SubmitOptions;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.gather.Sums;
import io.streamweir.internal.feature.keyed.Keyed;
import io.streamweir.internal.wire.NamespaceEraser;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.Durability;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisCluster;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.SAME_THREAD)
class ClusterIT {
  private static final int PARTITIONS = 12;
  private static final Durability REPLICATED = Durability.replicated(1, Duration.ofSeconds(1));

  private static RedisCluster cluster;

  @BeforeAll
  static void starts() {
    cluster = RedisCluster.start(3, 1);
  }

  @AfterAll
  static void ends() {
    cluster.close();
  }

  @Test
  void spreadsPartitionsOverMastersAndEverythingWorks() throws Exception {
    int count = 3_000;
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    try (Sums sums = new Sums(cluster.uri(), "happy", PARTITIONS);
        ResultSubscription subscription =
            sums.jobs.subscribe(result -> heard.add(result.jobId()))) {
      assertThat(partitions(sums).stream().map(k -> owner(k)).distinct()).hasSize(3);
      sums.startWorker();
      sums.submit(0, count, Durability.MEMORY);
      sums.awaitDrained();
      assertThat(sums.counters()).isEqualTo(Sums.expected(count));
      for (long number = 0; number < count; number += 7) {
        assertThat(sums.ended(number)).isEqualTo(Sums.expectedEnd(number));
      }
      Awaitility.await().atMost(PATIENCE).until(() -> heard.size() == count);
      assertThat(heard).doesNotHaveDuplicates();
      assertThat(subscription.missed()).isZero();
      assertThat(sums.complaints()).isEmpty();
      replaysAndDropsDeadLetters(sums, count);
    }
    try (Sums sums = new Sums(cluster.uri(), "happy", PARTITIONS)) {
      assertThat(NamespaceEraser.erase(sums.link)).isGreaterThan(count);
      assertThat(NamespaceEraser.erase(sums.link)).isZero();
    }
  }

  private static void replaysAndDropsDeadLetters(Sums sums, int count) {
    long dead = Sums.expected(count).get("rejected");
    assertThat(sums.dead().size()).isEqualTo(dead);
    assertThat(sums.dead().list(1_000)).hasSize((int) dead);
    assertThat(sums.dead().replayAll()).isEqualTo(dead);
    sums.awaitDrained();
    assertThat(sums.counters()).containsEntry("rejected", 2 * dead);
    assertThat(sums.dead().dropAll()).isEqualTo(dead);
    assertThat(sums.dead().size()).isZero();
  }

  @Test
  void cancelsAJobInWhicheverPartitionItIs() throws Exception {
    try (Sums sums = new Sums(cluster.uri(), "cancelled", PARTITIONS)) {
      List<Receipt> receipts = new ArrayList<>();
      for (int i = 0; i < 2 * PARTITIONS; i++) {
        SubmitOptions keyed = SubmitOptions.defaults().withKey("key " + i);
        receipts.add(sums.jobs.submit(new Text("1"), keyed));
      }
      assertThat(receipts.stream().map(Receipt::partition).distinct()).hasSizeGreaterThan(4);
      Cancellation byKey = sums.jobs.cancel(receipts.get(0).jobId(), "key 0");
      assertThat(byKey.now()).isTrue();
      for (Receipt receipt : receipts.subList(1, receipts.size())) {
        assertThat(sums.jobs.cancel(receipt.jobId()).now()).isTrue();
      }
      for (Receipt receipt : receipts) {
        assertThat(sums.jobs.cancel(receipt).cancelled()).isTrue();
        assertThat(sums.jobs.result(receipt).get(Patience.SECONDS, TimeUnit.SECONDS))
            .isEqualTo(new Result.Cancelled(receipt.jobId()));
      }
      sums.startWorker();
      sums.awaitDrained();
      assertThat(sums.counters()).isEmpty();
      assertThat(sums.ledger.ended(WorkerListener.Ending.CANCELLED)).isEqualTo(receipts.size());
    }
  }

  /** At a keyed stage, too, whose scripts take the most keys. */
  @Test
  void savesCheckpointsAndShowsProgressInEveryPartition() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    Pipeline<Text> pipeline = saving(seen);
    RedisConfig config = RedisConfig.of(cluster.uri()).withNamespace("checkpoints");
    try (RedisLink link = RedisLink.open(config);
        JobClient<Text> jobs = JobClient.connect(link, pipeline);
        Worker worker = Worker.start(link, pipeline)) {
      assertThat(worker.lanes()).isNotEmpty();
      Queue<String> heard = new ConcurrentLinkedQueue<>();
      try (ProgressSubscription subscription =
          jobs.handlerProgress().follow(said -> heard.add(said.note()))) {
        Map<Integer, Receipt> receipts = new ConcurrentHashMap<>();
        for (int i = 1; i <= 2 * PARTITIONS; i++) {
          SubmitOptions keyed = SubmitOptions.defaults().withKey("key-" + i);
          receipts.put(i, jobs.submit(new Text("key-" + i + " " + i), keyed));
        }
        assertThat(receipts.values().stream().map(Receipt::partition).distinct())
            .hasSizeGreaterThan(4);
        for (Map.Entry<Integer, Receipt> each : receipts.entrySet()) {
          awaitNote(jobs, heard, each.getValue(), "row " + each.getKey());
        }
        assertThat(subscription.missed()).isZero();
        seen.countDown();
        for (Map.Entry<Integer, Receipt> each : receipts.entrySet()) {
          Result result = jobs.result(each.getValue()).get(Patience.SECONDS, TimeUnit.SECONDS);
          assertThat(result.value(Text.class).getValue()).isEqualTo("" + each.getKey());
        }
      }
    }
  }

  /** Each job saves its number, fails, shows what it has saved, and waits. */
  private static Pipeline<Text> saving(CountDownLatch seen) {
    return Keyed.pipeline(
        PARTITIONS,
        (text, context) -> {
          if (context.attempt() == 1) {
            context.checkpoint(new Amount((long) Keyed.number(text), null));
            throw new IllegalStateException("once");
          }
          long saved = context.lastCheckpoint(Amount.class).orElseThrow().getValue();
          context.progress(saved / 100.0, "row " + saved);
          seen.await();
          return Outcome.finish(new Text("" + saved));
        },
        stage ->
            stage
                .withOrder()
                .withConcurrency(10)
                .withFailure(FailurePolicy.attempts(3, Backoff.fixed(Duration.ofMillis(10)))));
  }

  private static void awaitNote(
      JobClient<Text> jobs, Queue<String> heard, Receipt job, String note) {
    Awaitility.await().atMost(PATIENCE).until(() -> heard.contains(note));
    assertThat(jobs.handlerProgress().of(job.jobId()))
        .singleElement()
        .returns(note, HandlerProgress::note);
  }

  @Test
  void losesNothingWhileSlotsMove() throws Exception {
    int count = 6_000;
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    try (Sums sums = new Sums(cluster.uri(), "moving", PARTITIONS);
        ResultSubscription subscription = sums.jobs.subscribe(result -> heard.add(text(result)))) {
      sums.startWorker();
      CompletableFuture<Void> load =
          CompletableFuture.runAsync(() -> sums.submit(0, count, Durability.MEMORY));
      for (Keys keys : partitions(sums).subList(0, 6)) {
        cluster.moveSlot(slot(keys), otherMasterThan(cluster.masterOf(slot(keys))));
      }
      load.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      sums.assertEnded(count);
      assertThat(sums.ledger.lost).hasValue(0);
      hearsWhatEndsAfterTheMove(sums, heard, count);
      assertThat(subscription.missed()).isZero();
    }
  }

  private static void hearsWhatEndsAfterTheMove(Sums sums, Queue<String> heard, int from) {
    heard.clear();
    int more = 600;
    sums.submit(from, from + more, Durability.MEMORY);
    Awaitility.await().atMost(PATIENCE).until(() -> heard.size() == more);
  }

  @Test
  void losesNoReplicatedSubmitWhenAMasterDies() throws Exception {
    int count = 6_000;
    try (Sums sums = new Sums(cluster.uri(), "dying", PARTITIONS)) {
      sums.startWorker();
      CompletableFuture<Void> load =
          CompletableFuture.runAsync(() -> sums.submit(0, count, REPLICATED));
      Awaitility.await().atMost(PATIENCE).until(() -> sums.receipts.size() > count / 4);
      int slot = slot(partitions(sums).get(0));
      RedisServer victim = cluster.masterOf(slot);
      victim.kill();
      assertThat(load).isNotDone();
      cluster.awaitPromotion(slot, victim, PATIENCE);
      victim.restart();
      load.get(Patience.SECONDS, TimeUnit.SECONDS);
      sums.assertEnded(count);
      cluster.awaitHealthy();
    }
  }

  @Test
  void limitsAStageOverPartitionsOnAllMasters() throws Exception {
    Meeting meeting = new Meeting(3);
    AtomicInteger handled = new AtomicInteger();
    Pipeline<Text> pipeline =
        Pipeline.named("limited")
            .accepts(Text.class)
            .partitions(PARTITIONS)
            .stage(
                "work",
                Text.class,
                (text, context) -> {
                  meeting.attend(1);
                  handled.incrementAndGet();
                  return Outcome.drop();
                },
                config -> config.withMaxRunning(3))
            .build();
    RedisConfig config = RedisConfig.of(cluster.uri()).withNamespace("limits");
    try (RedisLink link = RedisLink.open(config);
        Worker one = Worker.start(link, pipeline);
        Worker other = Worker.start(link, pipeline);
        JobClient<Text> jobs = JobClient.connect(link, pipeline)) {
      jobs.submitAll(Collections.nCopies(200, new Text("x")));
      Awaitility.await().atMost(PATIENCE).until(() -> handled.get() == 200);
      assertThat(meeting.most()).isEqualTo(3);
      assertThat(one.consumer()).isNotEqualTo(other.consumer());
    }
  }

  @Test
  void keepsTheOrderOfKeysOnAllMasters() throws Exception {
    Map<String, List<Integer>> handled = new ConcurrentHashMap<>();
    Pipeline<Text> pipeline =
        Keyed.pipeline(
            PARTITIONS,
            (text, context) -> {
              if (Keyed.number(text) % 5 == 2 && context.attempt() == 1) {
                throw new IllegalStateException("fails once");
              }
              handled
                  .computeIfAbsent(
                      Keyed.key(text), key -> Collections.synchronizedList(new ArrayList<>()))
                  .add(Keyed.number(text));
              return Outcome.forward(text);
            },
            stage ->
                stage
                    .withOrder()
                    .withConcurrency(4)
                    .withFailure(FailurePolicy.attempts(5, Backoff.fixed(Duration.ofMillis(20)))));
    RedisConfig config = RedisConfig.of(cluster.uri()).withNamespace("ordered");
    try (RedisLink link = RedisLink.open(config);
        Worker one = Worker.start(link, pipeline);
        Worker other = Worker.start(link, pipeline);
        JobClient<Text> jobs = JobClient.connect(link, pipeline)) {
      for (int i = 0; i < 20; i++) {
        for (int key = 0; key < 12; key++) {
          SubmitOptions options = SubmitOptions.defaults().withKey("key-" + key);
          jobs.submit(new Text("key-" + key + " " + i), options);
        }
      }
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> handled.values().stream().mapToInt(List::size).sum() == 240);
      List<Integer> all = IntStream.range(0, 20).boxed().toList();
      assertThat(handled).hasSize(12).allSatisfy((key, own) -> assertThat(own).isEqualTo(all));
      assertThat(one.consumer()).isNotEqualTo(other.consumer());
    }
  }

  @Test
  void saysThatANodeIsNoServerOfItsOwn() {
    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> RedisLink.open(cluster.nodes().get(0).uri()))
        .withMessageContaining("use redis-cluster://");
  }

  private static String text(Result result) {
    return result instanceof Result.Failed failed
        ? failed.reason()
        : result.value(Text.class).getValue();
  }

  private static List<Keys> partitions(Sums sums) {
    return Keys.partitions(sums.link, sums.pipeline.name(), PARTITIONS);
  }

  private static int slot(Keys keys) {
    return RedisCluster.slotOf(keys.inbox("check"));
  }

  private static RedisServer owner(Keys keys) {
    return cluster.masterOf(slot(keys));
  }

  private static RedisServer otherMasterThan(RedisServer one) {
    return cluster.masters().stream().filter(m -> m.port() != one.port()).findFirst().orElseThrow();
  }
}
