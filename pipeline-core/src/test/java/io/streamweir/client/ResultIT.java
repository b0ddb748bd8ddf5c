package io.streamweir.client;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithRedis
@Timeout(Patience.TEST_SECONDS)
class ResultIT {
  private static final Pipeline<Text> ECHO = EchoPipeline.plain();

  /** Longer than any test, so that a result cannot be found by polling. */
  private static final Duration NEVER = Duration.ofHours(1);

  private TcpProxy proxy;
  private RedisLink link;
  private RedisLink direct;
  private ManualWorker worker;

  @BeforeEach
  void open(RedisSpace space) {
    proxy = TcpProxy.to(space.server());
    link = RedisLink.open(RedisConfig.of(proxy.uri()).withNamespace(space.namespace()));
    direct = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
    worker = new ManualWorker(direct, ECHO);
  }

  @AfterEach
  void close() {
    worker.close();
    link.close();
    direct.close();
    proxy.close();
  }

  @Test
  void findsAResultThatWasThereBefore() throws Exception {
    try (JobClient<Text> jobs = client(NEVER)) {
      Receipt receipt = jobs.submit(new Text("a"));
      worker.finish(worker.readOne(), "b");

      assertThat(text(jobs.result(receipt))).isEqualTo("b");
      assertThat(text(jobs.result(receipt))).isEqualTo("b");
    }
  }

  @Test
  void findsResultsByReadingWhereTheUserMayNotSubscribe(
      RedisSpace space, RedisCommands<String, String> redis) throws Exception {
    String user = "user-" + space.namespace();
    redis.aclSetuser(
        user,
        io.lettuce.core.AclSetuserArgs.Builder.on()
            .addPassword("secret")
            .keyPattern("*")
            .allCommands()
            .resetChannels());
    String uri = space.uri().replaceFirst("//([^/]*@)?", "//" + user + ":secret@");
    ClientConfig quick = ClientConfig.defaults().withPollInterval(Duration.ofMillis(100));
    try (RedisLink deaf = RedisLink.open(RedisConfig.of(uri).withNamespace(space.namespace()));
        JobClient<Text> jobs = JobClient.connect(deaf, ECHO, quick)) {
      CompletableFuture<Result> result = jobs.result(jobs.submit(new Text("a")));
      worker.finish(worker.readOne(), "b");

      assertThat(text(result)).isEqualTo("b");
      assertThatExceptionOfType(io.streamweir.redis.RedisCallException.class)
          .isThrownBy(() -> jobs.subscribe(any -> {}))
          .returns(
              io.streamweir.redis.RedisCallException.NOPERM,
              io.streamweir.redis.RedisCallException::code);
    } finally {
      redis.aclDeluser(user);
    }
  }

  @Test
  void hearsAResultThatIsPublishedLater() throws Exception {
    try (JobClient<Text> jobs = client(NEVER)) {
      Receipt receipt = jobs.submit(new Text("a"));
      Awaited awaited = subscribed(jobs, receipt);

      worker.finish(awaited.entry(), "b");

      assertThat(text(awaited.result())).isEqualTo("b");
    }
  }

  /** The first to ask for a result may be the thread that a connection would need. */
  @Test
  void isFoundByThoseWhoAskWhereTheSubmitIsAnswered() throws Exception {
    try (JobClient<Text> jobs = client(NEVER)) {
      CompletableFuture<Result> result =
          jobs.submitAsync(new Text("a"), SubmitOptions.defaults()).thenCompose(jobs::result);
      worker.finish(worker.readOne(), "b");

      assertThat(text(result)).isEqualTo("b");
    }
  }

  /** The result comes while the first waiter is still about to subscribe. */
  @Test
  void isRightHoweverPublishAndSubscribeRace() throws Exception {
    ExecutorService finisher = Executors.newSingleThreadExecutor();
    try {
      for (int i = 0; i < 40; i++) {
        int delay = i * 50_000;
        try (JobClient<Text> jobs = client(NEVER)) {
          Receipt receipt = jobs.submit(new Text("a"));
          Entry entry = worker.readOne();
          long at = System.nanoTime() + delay;
          finisher.execute(
              () -> {
                while (System.nanoTime() < at) {
                  Thread.onSpinWait();
                }
                worker.finish(entry, "b");
              });

          assertThat(text(jobs.result(receipt))).isEqualTo("b");
        }
      }
    } finally {
      finisher.shutdownNow();
    }
  }

  @Test
  void readsAgainWhereTheMessageWasLostWithTheConnection() throws Exception {
    try (JobClient<Text> jobs = client(NEVER)) {
      Receipt receipt = jobs.submit(new Text("a"));
      Awaited awaited = subscribed(jobs, receipt);
      proxy.refuse();
      proxy.cut();
      await().atMost(PATIENCE).until(() -> !link.connected());

      worker.finish(awaited.entry(), "b");
      assertThat(awaited.result()).isNotDone();
      proxy.accept();

      assertThat(text(awaited.result())).isEqualTo("b");
    }
  }

  @Test
  void readsAgainFromTimeToTimeWhereNoMessageComes(RedisCommands<String, String> redis)
      throws Exception {
    try (JobClient<Text> jobs = client(Duration.ofMillis(100))) {
      Receipt receipt = jobs.submit(new Text("a"));
      Awaited awaited = subscribed(jobs, receipt);
      byte[] message = ResultMessage.finished(receipt.jobId(), "echo", new byte[0]).bytes();
      redis.set(
          Keys.of(direct, "echo", 0).result(receipt.jobId()),
          new String(message, StandardCharsets.UTF_8));

      assertThat(awaited.result().get(Patience.SECONDS, TimeUnit.SECONDS).stage())
          .isEqualTo("echo");
    }
  }

  @Test
  void tellsAFailureAsItIs() throws Exception {
    try (JobClient<Text> jobs = client(NEVER)) {
      Receipt receipt = jobs.submit(new Text("a"));
      CompletableFuture<Result> waiting = jobs.result(receipt);
      worker.reject(worker.readOne(), "no such ä");

      Result result = waiting.get(Patience.SECONDS, TimeUnit.SECONDS);
      assertThat(result)
          .isEqualTo(new Result.Failed(receipt.jobId(), "echo", "rejected", "no such ä", 1));
      assertThatExceptionOfType(JobFailedException.class)
          .isThrownBy(() -> result.value(Text.class))
          .withMessageContaining("failed at stage 'echo' (rejected, 1 attempt): no such ä");
    }
  }

  @Test
  void tellsAnEndWithoutAValue() throws Exception {
    try (JobClient<Text> jobs = client(NEVER)) {
      Receipt receipt = jobs.submit(new Text("a"));
      worker.finishWithoutValue(worker.readOne());

      Result result = jobs.result(receipt).get(Patience.SECONDS, TimeUnit.SECONDS);
      assertThat(((Result.Finished) result).hasValue()).isFalse();
      assertThat(((Result.Finished) result).json()).isEmpty();
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> result.value(Text.class));
    }
  }

  @Test
  void findsStoredResultsInAnyPartition() {
    Pipeline<Text> spread = EchoPipeline.of(4, config -> config);
    List<String> ids = new ArrayList<>();
    try (JobClient<Text> jobs = JobClient.connect(link, spread)) {
      for (int i = 0; i < 12; i++) {
        ids.add(jobs.submit(new Text("a"), SubmitOptions.defaults().withKey("key" + i)).jobId());
      }
      for (int partition = 0; partition < 4; partition++) {
        try (ManualWorker hand = new ManualWorker(direct, spread, partition)) {
          hand.read().forEach(entry -> hand.finish(entry, "result of " + entry.jobId()));
        }
      }
      for (String id : ids) {
        assertThat(jobs.storedResult(id).orElseThrow().value(Text.class).getValue())
            .isEqualTo("result of " + id);
      }
      assertThat(jobs.storedResult("nobody")).isEmpty();
      Result.Finished shown = (Result.Finished) jobs.storedResult(ids.get(0)).orElseThrow();
      assertThat(shown.json()).contains("{\"value\": \"result of " + ids.get(0) + "\"}");
      assertThat(shown.typeName()).contains("io.streamweir.testrecords.Text");
    }
  }

  @Test
  void servesManyWhoWait() throws Exception {
    try (JobClient<Text> jobs = client(NEVER)) {
      List<CompletableFuture<Result>> results = new ArrayList<>();
      for (Receipt receipt : jobs.submitAll(java.util.Collections.nCopies(400, new Text("a")))) {
        results.add(jobs.result(receipt));
        results.add(jobs.result(receipt));
      }
      worker.read().forEach(entry -> worker.finish(entry, "result of " + entry.jobId()));

      for (CompletableFuture<Result> result : results) {
        assertThat(text(result)).isEqualTo("result of " + result.get().jobId());
      }
    }
  }

  @Test
  void lettingOneWaiterGoDoesNotTouchTheOthers() throws Exception {
    try (JobClient<Text> jobs = client(NEVER)) {
      Receipt receipt = jobs.submit(new Text("a"));
      CompletableFuture<Result> gone = jobs.result(receipt);
      CompletableFuture<Result> stays = jobs.result(receipt);
      CompletableFuture<Result> late = jobs.result(receipt).orTimeout(1, TimeUnit.MILLISECONDS);
      gone.cancel(false);
      await().atMost(PATIENCE).until(late::isDone);
      worker.finish(worker.readOne(), "b");

      assertThat(text(stays)).isEqualTo("b");
      assertThat(gone).isCancelled();
      assertThat(late).isCompletedExceptionally();
    }
  }

  @Test
  void waitsForAResult() throws Exception {
    try (JobClient<Text> jobs = client(NEVER)) {
      Receipt receipt = jobs.submit(new Text("a"));
      Entry entry = worker.readOne();
      CompletableFuture.runAsync(() -> worker.finish(entry, "b"));

      Result result = jobs.awaitResult(receipt, Duration.ofSeconds(20));
      assertThat(result.value(Text.class).getValue()).isEqualTo("b");
    }
  }

  @Test
  void letsNobodyWaitForAClosedClient() {
    JobClient<Text> jobs = client(NEVER);
    Receipt receipt = jobs.submit(new Text("a"));
    CompletableFuture<Result> waiting = jobs.result(receipt);

    jobs.close();

    assertThat(waiting).isCancelled();
    assertThatExceptionOfType(CancellationException.class).isThrownBy(waiting::join);
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> jobs.result(receipt));
  }

  @Test
  void handsAllResultsToASubscriber() throws Exception {
    List<Result> heard = new CopyOnWriteArrayList<>();
    try (JobClient<Text> jobs = client(NEVER);
        ResultSubscription subscription = jobs.subscribe(heard::add)) {
      subscription.ready().get(Patience.SECONDS, TimeUnit.SECONDS);
      jobs.submitAll(List.of(new Text("a"), new Text("b"), new Text("c")));
      List<Entry> entries = worker.read();
      worker.finish(entries.get(0), "result");
      worker.reject(entries.get(1), "no");
      worker.finishWithoutValue(entries.get(2));

      await().atMost(PATIENCE).untilAsserted(() -> assertThat(heard).hasSize(3));
      assertThat(heard)
          .extracting(Result::jobId)
          .isEqualTo(entries.stream().map(Entry::jobId).toList());
      assertThat(heard.get(1)).isInstanceOf(Result.Failed.class);
    }
  }

  @Test
  void goesOnHearingAfterAReconnect() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    try (JobClient<Text> jobs = client(NEVER);
        ResultSubscription subscription = jobs.subscribe(result -> heard.add(result.jobId()))) {
      subscription.ready().get(Patience.SECONDS, TimeUnit.SECONDS);
      proxy.cut();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                Receipt receipt = jobs.submit(new Text("a"));
                worker.finish(worker.readOne(), "b");
                assertThat(heard).contains(receipt.jobId());
              });
    }
  }

  /**
   * A connection that the client library restored, and that was cut again meanwhile, came back as
   * two in one of 20 such rounds, of which both were subscribed.
   */
  @Test
  void hearsNothingTwiceAfterItsConnectionWasCutWhileItCameBack(
      RedisSpace space, RedisCommands<String, String> redis) throws Exception {
    Random random = new Random(1);
    String channel = Keys.partitions(link, ECHO.name(), 1).get(0).results();
    try (JobClient<Text> jobs = client(NEVER);
        ResultSubscription subscription = jobs.subscribe(result -> {})) {
      subscription.ready().get(Patience.SECONDS, TimeUnit.SECONDS);
      for (int round = 0; round < 20; round++) {
        for (int cut = 0; cut < 20; cut++) {
          proxy.cut();
          LockSupport.parkNanos(random.nextInt(10_000_000));
        }
        await()
            .atMost(PATIENCE)
            .during(Duration.ofMillis(100))
            .until(() -> redis.pubsubNumsub(channel).get(channel) == 1);
      }
    }
  }

  /** Waits until what is published from now on will be heard. */
  private Awaited subscribed(JobClient<Text> jobs, Receipt receipt) throws Exception {
    Receipt other = jobs.submit(new Text("other"));
    CompletableFuture<Result> result = jobs.result(receipt);
    CompletableFuture<Result> probe = jobs.result(other);
    Entry first = worker.readOne();
    assertThat(first.jobId()).isEqualTo(receipt.jobId());
    worker.finish(worker.readOne(), "other");
    probe.get(Patience.SECONDS, TimeUnit.SECONDS);
    return new Awaited(first, result);
  }

  /** An entry that is in hand, and its job's result. */
  private record Awaited(Entry entry, CompletableFuture<Result> result) {}

  private static String text(CompletableFuture<Result> result) throws Exception {
    return result.get(Patience.SECONDS, TimeUnit.SECONDS).value(Text.class).getValue();
  }

  private JobClient<Text> client(Duration poll) {
    return JobClient.connect(link, ECHO, ClientConfig.defaults().withPollInterval(poll));
  }
}
