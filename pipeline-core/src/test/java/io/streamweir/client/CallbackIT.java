package io.streamweir.client;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where users' code runs that goes on behind a client's answers. */
@WithRedis
@Timeout(Patience.TEST_SECONDS)
class CallbackIT {
  private static final int JOBS = 60;

  private final Set<String> threads = ConcurrentHashMap.newKeySet();
  private RedisLink link;

  @BeforeEach
  void open(RedisSpace space) {
    link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
  }

  @AfterEach
  void close() {
    link.close();
  }

  private <T> CompletableFuture<T> noting(CompletableFuture<T> future) {
    return future.whenComplete((done, thrown) -> threads.add(Thread.currentThread().getName()));
  }

  @Test
  void aContinuationMaySubmitOverTheWorkersLink() throws Exception {
    try (Worker worker = Worker.start(link, EchoPipeline.plain());
        JobClient<Text> jobs = JobClient.connect(link, EchoPipeline.plain())) {
      List<CompletableFuture<Result>> ends = new ArrayList<>();
      for (Receipt receipt : jobs.submitAll(java.util.Collections.nCopies(JOBS, new Text("a")))) {
        ends.add(
            jobs.result(receipt)
                .thenApply(result -> jobs.submit(new Text("b")))
                .thenCompose(jobs::result)
                .thenApply(result -> jobs.submitAsync(text("c"), SubmitOptions.defaults()).join())
                .thenCompose(jobs::result));
      }
      for (CompletableFuture<Result> end : ends) {
        assertThat(end.get(Patience.SECONDS, TimeUnit.SECONDS).stage()).isEqualTo("echo");
      }
    }
  }

  private static Text text(String value) {
    return new Text(value);
  }

  @Test
  void nothingOfUsersRunsOnThreadsThatReadAnswers() throws Exception {
    Pipeline<Text> tight = EchoPipeline.of(1, config -> config.withMaxBacklog(JOBS));
    ClientConfig config =
        ClientConfig.defaults()
            .withListener((name, how, n, nanos) -> threads.add(Thread.currentThread().getName()));
    try (JobClient<Text> jobs = JobClient.connect(link, tight, config);
        ResultSubscription subscription = jobs.subscribe(any -> {})) {
      List<CompletableFuture<?>> all = new ArrayList<>();
      all.add(noting(subscription.ready()));
      List<CompletableFuture<Receipt>> submits = new ArrayList<>();
      for (int i = 0; i < 2 * JOBS; i++) { // the second half finds no room
        submits.add(noting(jobs.submitAsync(text("a"), SubmitOptions.defaults())));
      }
      for (CompletableFuture<Receipt> submit : submits.subList(0, JOBS)) {
        all.add(noting(jobs.result(submit.get(Patience.SECONDS, TimeUnit.SECONDS))));
      }
      assertThat(submits.get(2 * JOBS - 1)).failsWithin(PATIENCE);
      try (Worker worker = Worker.start(link, tight)) {
        for (CompletableFuture<?> each : all) {
          each.get(Patience.SECONDS, TimeUnit.SECONDS);
        }
      }
      jobs.submitAll(List.of(text("a"), text("b")));
    }
    assertThat(threads).isNotEmpty().noneMatch(name -> name.startsWith("lettuce"));
  }

  /** Blocking calls must not need the thread that makes them. */
  @Test
  void runsOnTheExecutorThatIsGivenAndMayBlockItsOnlyThread() throws Exception {
    ExecutorService mine =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "callbacks-of-mine"));
    ClientConfig config = ClientConfig.defaults().withCallbackExecutor(mine);
    try (Worker worker = Worker.start(link, EchoPipeline.plain());
        JobClient<Text> jobs = JobClient.connect(link, EchoPipeline.plain(), config)) {
      CompletableFuture<Result> end =
          noting(jobs.submitAsync(text("a"), SubmitOptions.defaults()))
              .thenApply(receipt -> awaited(jobs, receipt))
              .thenApply(result -> awaited(jobs, jobs.submit(text("b"))));

      assertThat(end.get(Patience.SECONDS, TimeUnit.SECONDS).stage()).isEqualTo("echo");
    } finally {
      mine.shutdownNow();
    }
    assertThat(threads).isSubsetOf("callbacks-of-mine", Thread.currentThread().getName());
  }

  private static Result awaited(JobClient<Text> jobs, Receipt receipt) {
    try {
      return jobs.awaitResult(receipt, PATIENCE);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aListenerThatThrowsChangesNothing() throws Exception {
    ClientConfig config =
        ClientConfig.defaults()
            .withListener(
                (name, how, n, nanos) -> {
                  throw new IllegalStateException("a bad listener");
                });
    try (JobClient<Text> jobs = JobClient.connect(link, EchoPipeline.plain(), config)) {
      assertThat(jobs.submit(text("a")).duplicate()).isFalse();
      assertThat(jobs.submitAll(List.of(text("b"), text("c")))).hasSize(2);
      assertThat(jobs.submitAsync(text("d"), SubmitOptions.defaults())).succeedsWithin(PATIENCE);
      assertThat(jobs.source("s").submit(List.of(text("e"))).submitted()).isEqualTo(1);
    }
  }
}
