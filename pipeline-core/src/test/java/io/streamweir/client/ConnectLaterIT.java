package io.streamweir.client;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.CommandListener;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links and clients of programs that start before Redis does. */
@Timeout(Patience.TEST_SECONDS)
class ConnectLaterIT {
  private static final Pipeline<Text> ECHO = EchoPipeline.plain();
  private RedisServer server;
  private RedisLink link;

  @BeforeEach
  void open() {
    server = RedisServer.start();
    server.stop();
    link = RedisLink.later(RedisConfig.of(server.uri()));
  }

  @AfterEach
  void close() {
    link.close();
    server.close();
  }

  private JobClient<Text> client(Duration submitTimeout) {
    return JobClient.connectLater(
        link, ECHO, ClientConfig.defaults().withSubmitTimeout(submitTimeout));
  }

  @Test
  void aLinkConnectsAtItsFirstUse() {
    assertThat(link.connected()).isFalse();
    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(link::shared)
        .returns(RedisCallException.NOT_CONNECTED, RedisCallException::code);
    server.restart();
    List<String> heard = new CopyOnWriteArrayList<>();
    link.listen(
        new CommandListener() {
          @Override
          public void answered(String command, long nanos) {
            heard.add(command);
          }
        });

    link.await(link.shared().send(Command.INFO, Reply.VALUE, Call.args().add("server")));

    assertThat(link.connected()).isTrue();
    await().atMost(PATIENCE).until(() -> heard.contains("INFO"));
  }

  @Test
  void aSubmitWaitsForRedisForTheSubmitTimeout() {
    try (JobClient<Text> jobs = client(Duration.ZERO)) {
      assertThatExceptionOfType(SubmitFailedException.class)
          .isThrownBy(() -> jobs.submit(new Text("a")))
          .withMessageContaining("pipeline 'echo'")
          .withMessageContaining("nothing answers there");
      assertThatExceptionOfType(RedisCallException.class).isThrownBy(() -> jobs.storedResult("a"));
    }
    try (JobClient<Text> jobs = client(PATIENCE)) {
      CompletableFuture<Receipt> submitted =
          CompletableFuture.supplyAsync(() -> jobs.submit(new Text("a")));
      server.restart();

      assertThat(submitted.join().duplicate()).isFalse();
      assertThat(jobs.storedResult("a")).isEmpty();
    }
  }

  @Test
  void aMismatchIsToldWhenItIsSeen() {
    server.restart();
    JobClient.connect(link, EchoPipeline.of(2, config -> config)).close();

    try (JobClient<Text> jobs = client(PATIENCE)) {
      assertThatExceptionOfType(PipelineMeta.MismatchException.class)
          .isThrownBy(() -> jobs.submit(new Text("a")))
          .withMessageContaining("partitions");
    }
  }

  @Test
  void nothingConnectsAfterItsClose() {
    server.restart();
    JobClient<Text> jobs = client(PATIENCE);
    jobs.close();
    assertThatIllegalStateException().isThrownBy(() -> jobs.submit(new Text("a")));

    link.close();
    assertThatIllegalStateException().isThrownBy(link::shared);
    assertThat(link.connected()).isFalse();
  }
}
