package io.streamweir.inspect;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.JobCanceller;
import io.streamweir.client.JobClient;
import io.streamweir.client.ProgressReader;
import io.streamweir.client.ResultReader;
import io.streamweir.client.Schedules;
import io.streamweir.client.SubmitUncertainException;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who asks while the connection is being re-established waits for it. */
@Timeout(Patience.TEST_SECONDS)
class PatienceIT {
  private static final Duration LONG = Duration.ofSeconds(45);
  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("patient")
          .accepts(Text.class)
          .stage("only", Text.class, (text, context) -> Outcome.finish(text))
          .build();

  private RedisServer server;
  private TcpProxy proxy;

  @BeforeEach
  void start() {
    server = RedisServer.start("--appendonly yes", "--appendfsync always");
    proxy = TcpProxy.to(server);
  }

  @AfterEach
  void stop() {
    proxy.close();
    server.close();
  }

  private RedisLink link(Duration commandTimeout) {
    RedisLink link = RedisLink.open(RedisConfig.of(proxy.uri()).withCommandTimeout(commandTimeout));
    await().atMost(PATIENCE).until(link::connected);
    return link;
  }

  private void kill(RedisLink link) {
    server.kill();
    await().atMost(PATIENCE).until(() -> !link.connected());
  }

  @Test
  void waitsForAServerThatIsBeingRestarted() {
    try (RedisLink link = link(LONG)) {
      Schedules<Text> schedules = Schedules.open(link, PIPELINE);
      schedules.put(daily("a"));
      schedules.put(daily("b"));
      JobCanceller canceller = JobCanceller.open(link, PIPELINE);
      Inspector inspector = new Inspector(link, PIPELINE);
      DeadLetters dead = new DeadLetters(link, PIPELINE, "only");
      Doctor doctor = new Doctor(link, PIPELINE, Duration.ofSeconds(15));

      kill(link);
      List<CompletableFuture<?>> calls =
          Stream.<Runnable>of(
                  () -> assertThat(schedules.list()).hasSize(2),
                  () -> schedules.pause("a"),
                  () -> assertThat(schedules.runNow("b").duplicate()).isFalse(),
                  () -> assertThat(canceller.cancel("nobodys").cancelled()).isTrue(),
                  () -> assertThat(inspector.status()).hasSize(1),
                  () -> assertThat(dead.list(9)).isEmpty(),
                  () -> assertThat(doctor.examine()).isNotEmpty(),
                  () -> assertThat(progress(link)).isEmpty(),
                  () -> assertThat(ResultReader.open(link, PIPELINE).stored("x")).isEmpty(),
                  () -> JobClient.connect(link, PIPELINE).close())
              .<CompletableFuture<?>>map(PatienceIT::begin)
              .toList();
      await()
          .atMost(PATIENCE)
          .during(Duration.ofMillis(200))
          .until(() -> calls.stream().noneMatch(c -> c.isDone()));
      server.restart();

      calls.forEach(CompletableFuture::join);
      assertThat(schedules.find("a").orElseThrow().paused()).isTrue();
      assertThat(length(link)).isEqualTo(1);
    }
  }

  private static List<?> progress(RedisLink link) {
    return ProgressReader.open(link, PIPELINE).of("x");
  }

  /** On a thread of its own: the pool of all may be as small as one. */
  private static CompletableFuture<Void> begin(Runnable call) {
    return CompletableFuture.runAsync(call, command -> new Thread(command).start());
  }

  private static Schedule<Text> daily(String name) {
    return Schedule.every(name, Duration.ofDays(1), new Text(name));
  }

  private static long length(RedisLink link) {
    return link.await(
        new InboxQueries(link).length(Keys.of(link, PIPELINE.name(), 0).inbox("only")));
  }

  @Test
  void sendsNothingAgainThatMayHaveBeenDone() {
    try (RedisLink link = link(LONG)) {
      Schedules<Text> schedules = Schedules.open(link, PIPELINE);
      schedules.put(daily("a"));
      schedules.runNow("a");
      proxy.afterNext(TcpProxy.containing("EVALSHA"), proxy::cut);

      assertThatExceptionOfType(SubmitUncertainException.class)
          .isThrownBy(() -> schedules.runNow("a"));

      await().atMost(PATIENCE).untilAsserted(() -> assertThat(length(link.patient())).isEqualTo(2));
    }
  }

  @Test
  void givesUpWithTheCommandTimeout() {
    Duration timeout = Duration.ofSeconds(1);
    try (RedisLink link = link(timeout)) {
      Inspector inspector = new Inspector(link, PIPELINE);
      kill(link);
      long begin = System.nanoTime();

      assertThatExceptionOfType(RedisCallException.class)
          .isThrownBy(inspector::status)
          .returns(RedisCallException.NOT_CONNECTED, RedisCallException::code);

      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(timeout);
    }
  }
}
