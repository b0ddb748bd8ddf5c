package io.streamweir.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.internal.entry.Keys;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs that have workers of their own, and are told to end. */
@WithRedis
@Timeout(Patience.TEST_SECONDS)
class ShutdownIT {
  private static final int TERMINATED = 128 + 15;

  private RedisLink link;

  @BeforeEach
  void open(RedisSpace space) {
    link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
  }

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  void aTerminatedProgramFinishesWhatItsWorkersHaveInHand(
      RedisSpace space, RedisCommands<String, String> redis) {
    try (ChildJvm program =
            ChildJvm.start(EmbeddedWorkerMain.class, space.uri(), space.namespace(), "1500");
        JobClient<Text> first = JobClient.connect(link, EmbeddedWorkerMain.pipeline("first", 0));
        JobClient<Text> second =
            JobClient.connect(link, EmbeddedWorkerMain.pipeline("second", 0))) {
      program.awaitOutput("ready", PATIENCE);
      Receipt ofFirst = first.submit(new Text("one"));
      Receipt ofSecond = second.submit(new Text("two"));
      program.awaitOutput(EmbeddedWorkerMain.BEGUN + " one", PATIENCE);
      program.awaitOutput(EmbeddedWorkerMain.BEGUN + " two", PATIENCE);

      program.terminate();

      assertThat(program.awaitExit(PATIENCE)).hasValue(TERMINATED);
      assertThat(first.storedResult(ofFirst.jobId())).isPresent();
      assertThat(second.storedResult(ofSecond.jobId())).isPresent();
      for (String pipeline : List.of("first", "second")) {
        String inbox = Keys.of(link, pipeline, 0).inbox("work");
        assertThat(redis.xpending(inbox, Keys.GROUP).getCount()).isZero();
        assertThat(redis.xinfoConsumers(inbox, Keys.GROUP)).isEmpty();
      }
    }
  }

  @Test
  void waitsNoLongerWhereTheWorkerIsClosed() throws Exception {
    Worker worker = Worker.start(link, EmbeddedWorkerMain.pipeline("first", 0));
    CompletableFuture<Void> running =
        CompletableFuture.runAsync(
            () -> {
              try {
                worker.runUntilShutdown();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            task -> new Thread(task).start());

    worker.close();

    running.get(Patience.SECONDS, TimeUnit.SECONDS);
    worker.runUntilShutdown();
  }

  @Test
  void anInterruptClosesTheWorker() {
    Worker worker = Worker.start(link, EmbeddedWorkerMain.pipeline("first", 0));
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(worker::runUntilShutdown);
    assertThat(worker.lanes()).allMatch(lane -> lane.held() == 0);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("streamweir-first/0/work"));
  }
}
