package io.streamweir.testkit;

import static io.streamweir.testkit.Patience.PATIENCE;
import static io.streamweir.testkit.TcpProxy.containing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@WithRedis
class TcpProxyIT {
  private static final Duration SHORT = Duration.ofMillis(300);

  private final RedisCommands<String, String> direct;
  private final String key;
  private final TcpProxy proxy;
  private final Resp resp;

  TcpProxyIT(RedisSpace space, RedisCommands<String, String> direct) throws IOException {
    this.direct = direct;
    key = space.key("k");
    proxy = TcpProxy.to(space.server());
    resp = Resp.to(URI.create(proxy.uri()));
    resp.ask("PING");
  }

  @AfterEach
  void closes() throws IOException {
    resp.close();
    proxy.close();
    await().atMost(PATIENCE).until(() -> proxy.openConnections() == 0);
  }

  @Test
  void forwardsBothWays() throws IOException {
    assertThat(resp.ask("SET " + key + " v")).isEqualTo("+OK");
    assertThat(direct.get(key)).isEqualTo("v");
    assertThat(proxy.openConnections()).isEqualTo(1);
  }

  @Test
  void keepsUserPasswordAndDatabaseInItsUri() {
    RedisServer given = ServerChoice.parse("redis://me:secret@somewhere:7000/3").shared();
    try (TcpProxy toGiven = TcpProxy.to(given)) {
      assertThat(toGiven.uri()).isEqualTo("redis://me:secret@127.0.0.1:" + toGiven.port() + "/3");
    }
  }

  @Test
  void forwardsMoreThanOneChunk() {
    String large = "x".repeat(3_000_000);
    RedisClient client = RedisClient.create(proxy.uri());
    try {
      client.connect().sync().set(key, large);
      assertThat(client.connect().sync().get(key)).isEqualTo(large);
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
  }

  @Test
  void closesTheServersSideWhenTheClientLeaves() throws IOException {
    resp.close();
    await().atMost(PATIENCE).until(() -> proxy.openConnections() == 0);
  }

  @Test
  void cutsOpenConnectionsAndTakesNewOnes() throws IOException {
    proxy.cut();
    assertThat(isCut()).isTrue();
    try (Resp next = Resp.to(URI.create(proxy.uri()))) {
      assertThat(next.ask("PING")).isEqualTo("+PONG");
    }
  }

  @Test
  void refusesNewConnectionsAndLeavesOpenOnes() throws IOException {
    proxy.refuse();
    assertThatExceptionOfType(SocketException.class).isThrownBy(this::pingAnew);
    assertThat(resp.ask("PING")).isEqualTo("+PONG");
    proxy.accept();
    assertThat(pingAnew()).isEqualTo("+PONG");
  }

  @Test
  void resetsClientsWhenTheServerIsGone() throws IOException {
    try (TcpProxy toNobody = TcpProxy.to("127.0.0.1", FreePort.next())) {
      assertThatExceptionOfType(SocketException.class)
          .isThrownBy(
              () -> {
                try (Resp next = new Resp(toNobody.host(), toNobody.port())) {
                  throw new SocketException("not reset, but " + next.ask("PING"));
                }
              })
          .withMessageContaining("reset");
    }
  }

  @Test
  void delaysBothDirections() throws IOException {
    proxy.delay(Duration.ofMillis(100));
    long start = System.nanoTime();
    assertThat(resp.ask("PING")).isEqualTo("+PONG");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(ms(200), ms(5_000));
    proxy.delay(Duration.ZERO);
    assertThat(resp.ask("PING")).isEqualTo("+PONG");
  }

  @Test
  void letsADelayedChunkGoWhenTheDelayEnds() throws IOException {
    proxy.delay(Duration.ofHours(1));
    resp.send("PING");
    assertSilence();
    proxy.delay(Duration.ZERO);
    assertThat(resp.reply()).isEqualTo("+PONG");
  }

  @Test
  void losesRepliesOfRequestsThatArrived() throws IOException {
    proxy.dropReplies(true);
    resp.send("SET " + key + " v");
    await().atMost(PATIENCE).until(() -> "v".equals(direct.get(key)));
    assertSilence();
    proxy.dropReplies(false);
    assertThat(resp.ask("PING")).isEqualTo("+PONG");
  }

  @Test
  void losesRequests() throws IOException {
    proxy.dropRequests(true);
    resp.send("SET " + key + " v");
    assertSilence();
    proxy.dropRequests(false);
    assertThat(resp.ask("EXISTS " + key)).isEqualTo(":0");
  }

  @Test
  void holdsBytesWhileStalledAndLosesNone() throws IOException {
    proxy.stall();
    resp.send("SET " + key + " v");
    assertSilence();
    assertThat(direct.get(key)).isNull();
    assertThat(proxy.openConnections()).isEqualTo(1);
    proxy.resume();
    assertThat(resp.reply()).isEqualTo("+OK");
  }

  @Test
  void hidesFromTheServerThatTheClientLeftWhileStalled() throws IOException {
    proxy.stall();
    resp.close();
    await().atMost(PATIENCE).during(SHORT).until(() -> proxy.openConnections() == 1);
    proxy.resume();
    await().atMost(PATIENCE).until(() -> proxy.openConnections() == 0);
  }

  @Test
  void cutsAStalledConnection() throws IOException {
    proxy.stall();
    resp.send("PING");
    proxy.cut();
    assertThat(isCut()).isTrue();
  }

  @Test
  void cutsBeforeTheServerSeesTheRequest() throws Exception {
    CompletableFuture<Void> cut = proxy.beforeNext(containing(key), proxy::cut);
    resp.send("SET " + key + " v");
    cut.get(Patience.SECONDS, TimeUnit.SECONDS);
    assertThat(isCut()).isTrue();
    assertThat(direct.exists(key)).isZero();
  }

  @Test
  void cutsAfterTheServerGotTheRequestAndBeforeItsReply() throws Exception {
    CompletableFuture<Void> cut = proxy.afterNext(containing(key), proxy::cut);
    resp.send("SET " + key + " v");
    cut.get(Patience.SECONDS, TimeUnit.SECONDS);
    assertThat(isCut()).isTrue();
    await().atMost(PATIENCE).until(() -> "v".equals(direct.get(key)));
  }

  @Test
  void holdsTheReplyUntilTheActionHasRun() throws Exception {
    CompletableFuture<Void> acted =
        proxy.afterNext(
            containing(key),
            () -> {
              await().atMost(PATIENCE).until(() -> "1".equals(direct.get(key)));
              direct.incr(key);
            });
    assertThat(resp.ask("INCR " + key)).isEqualTo(":1");
    assertThat(acted).isCompleted();
    assertThat(direct.get(key)).isEqualTo("2");
  }

  @Test
  void actsAfterTheReplyHasPassed() throws Exception {
    CompletableFuture<Void> acted = proxy.afterReplyToNext(containing("INCR " + key), proxy::cut);
    assertThat(resp.ask("INCR " + key)).isEqualTo(":1");
    acted.get(Patience.SECONDS, TimeUnit.SECONDS);
    assertThat(isCut()).isTrue();
  }

  @Test
  void actsOnceAndOnlyOnWhatMatches() throws Exception {
    CompletableFuture<Void> acted = proxy.afterNext(containing(key), () -> direct.incr(key));
    resp.ask("PING");
    assertThat(acted).isNotDone();
    resp.ask("EXISTS " + key);
    resp.ask("EXISTS " + key);
    acted.get(Patience.SECONDS, TimeUnit.SECONDS);
    assertThat(direct.get(key)).isEqualTo("1");
  }

  @Test
  void reportsAnActionThatFails() {
    CompletableFuture<Void> acted =
        proxy.afterNext(
            containing("PING"),
            () -> {
              throw new IllegalStateException("meant");
            });
    assertThat(askPing()).isEqualTo("+PONG");
    assertThat(acted).isCompletedExceptionally();
  }

  private String askPing() {
    try {
      return resp.ask("PING");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String pingAnew() throws IOException {
    try (Resp next = Resp.to(URI.create(proxy.uri()))) {
      String reply = next.ask("PING");
      if (reply == null) {
        throw new SocketException("closed");
      }
      return reply;
    }
  }

  private boolean isCut() throws IOException {
    try {
      return resp.reply() == null;
    } catch (SocketException e) {
      return true;
    }
  }

  private void assertSilence() {
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> resp.replyWithin(SHORT));
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }
}
