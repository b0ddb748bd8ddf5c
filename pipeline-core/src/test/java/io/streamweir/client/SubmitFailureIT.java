package io.streamweir.client;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way to Redis breaks at every point of a submit. */
@WithRedis
@Timeout(Patience.TEST_SECONDS)
class SubmitFailureIT {
  private static final Pipeline<Text> ECHO = EchoPipeline.plain();
  private TcpProxy proxy;
  private RedisLink link;
  private RedisLink direct;

  @BeforeEach
  void open(RedisSpace space) {
    proxy = TcpProxy.to(space.server());
    RedisConfig config =
        RedisConfig.of(proxy.uri())
            .withNamespace(space.namespace())
            .withCommandTimeout(Duration.ofSeconds(1));
    link = RedisLink.open(config);
    direct = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
  }

  @AfterEach
  void close() {
    link.close();
    direct.close();
    proxy.close();
  }

  @Test
  void saysThatNobodyKnowsWhereTheAnswerIsLost() {
    SubmitOptions once = SubmitOptions.defaults().withDedupe("k", Duration.ofHours(1));
    try (JobClient<Text> jobs = client(Duration.ofSeconds(5))) {
      proxy.dropReplies(true);

      assertThatExceptionOfType(SubmitUncertainException.class)
          .isThrownBy(() -> jobs.submit(new Text("a"), once))
          .withMessageContaining("may have been added");

      proxy.dropReplies(false);
      proxy.cut();
      await().atMost(PATIENCE).until(link::connected);
      assertThat(jobs.submit(new Text("a"), once).duplicate()).isTrue();
      assertThat(length()).isEqualTo(1);
    }
  }

  @Test
  void saysThatNobodyKnowsWhereTheConnectionBreaksBehindTheRequest() throws Exception {
    try (JobClient<Text> jobs = client(Duration.ofSeconds(5))) {
      jobs.submit(new Text("first"));
      CompletableFuture<Void> cut = proxy.afterNext(TcpProxy.containing("EVALSHA"), proxy::cut);

      assertThatExceptionOfType(SubmitUncertainException.class)
          .isThrownBy(() -> jobs.submit(new Text("second")));
      cut.get();

      await().atMost(PATIENCE).until(() -> length() == 2);
    }
  }

  @Test
  void isNeverSentTwiceByTheConnection() {
    try (JobClient<Text> jobs = client(Duration.ofSeconds(5))) {
      for (int i = 0; i < 10; i++) {
        jobs.submit(new Text("a"));
        long before = length();
        proxy.afterNext(TcpProxy.containing("EVALSHA"), proxy::cut);
        assertThatExceptionOfType(SubmitUncertainException.class)
            .isThrownBy(() -> jobs.submit(new Text("b")));
        await().atMost(PATIENCE).until(link::connected);
        await().atMost(PATIENCE).until(() -> length() == before + 1);
      }
      jobs.submit(new Text("a"));
      assertThat(length()).isEqualTo(21);
    }
  }

  @Test
  void failsWhereRedisStaysAway() {
    try (JobClient<Text> jobs = client(Duration.ofMillis(300))) {
      leave();

      assertThatExceptionOfType(SubmitFailedException.class)
          .isThrownBy(() -> jobs.submit(new Text("a")))
          .withMessageContaining("was not added");

      proxy.accept();
      await().atMost(PATIENCE).until(link::connected);
      assertThat(jobs.submit(new Text("b")).duplicate()).isFalse();
      assertThat(length()).isEqualTo(1);
    }
  }

  @Test
  void succeedsWhereRedisComesBackInTime() throws Exception {
    try (JobClient<Text> jobs = client(Duration.ofSeconds(20));
        ManualWorker worker = new ManualWorker(direct, ECHO)) {
      leave();
      List<CompletableFuture<Receipt>> waiting =
          IntStream.range(0, 1_500)
              .mapToObj(i -> jobs.submitAsync(new Text("" + i), SubmitOptions.defaults()))
              .toList();
      await().atMost(PATIENCE).pollDelay(Duration.ofMillis(250)).until(() -> true);
      assertThat(waiting).noneMatch(CompletableFuture::isDone);

      proxy.accept();

      for (CompletableFuture<Receipt> receipt : waiting) {
        assertThat(receipt.get().duplicate()).isFalse();
      }
      assertThat(worker.read())
          .extracting(worker::textOf)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 1_500).mapToObj(String::valueOf).toList());
    }
  }

  private void leave() {
    proxy.refuse();
    proxy.cut();
    await().atMost(PATIENCE).until(() -> !link.connected());
  }

  private JobClient<Text> client(Duration timeout) {
    await().atMost(PATIENCE).until(link::connected); // a busy machine may lose the first connection
    JobClient<Text> client =
        JobClient.connect(link, ECHO, ClientConfig.defaults().withSubmitTimeout(timeout));
    return client;
  }

  private long length() {
    return direct.await(new InboxQueries(direct).length(Keys.of(direct, "echo", 0).inbox("echo")));
  }
}
