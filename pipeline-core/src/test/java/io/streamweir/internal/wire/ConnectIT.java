package io.streamweir.internal.wire;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.results.ResultChannel;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server hears of a new connection, and what it may answer to one. */
@Timeout(Patience.TEST_SECONDS)
class ConnectIT {
  private RedisServer server;
  private RedisClient client;
  private StatefulRedisConnection<String, String> admin;
  private RedisConfig config;

  @BeforeEach
  void open() {
    server = RedisServer.start("--enable-debug-command yes");
    client = RedisClient.create(server.uri());
    admin = client.connect();
    config = RedisConfig.of(server.uri());
  }

  @AfterEach
  void close() {
    client.shutdown(0, 2, java.util.concurrent.TimeUnit.SECONDS);
    server.close();
  }

  @Test
  void sendsNothingThatTheServerDoesNotKnow() throws Exception {
    String inbox = new Keys("sw", "p", 0).inbox("s");
    admin
        .sync()
        .xgroupCreate(
            io.lettuce.core.XReadArgs.StreamOffset.latest(inbox),
            Keys.GROUP,
            io.lettuce.core.XGroupCreateArgs.Builder.mkstream());
    admin.sync().configResetstat();
    try (RedisLink link = RedisLink.open(config);
        EntryReader reader = new EntryReader(link, inbox, "c");
        ResultChannel channel =
            new ResultChannel(link, List.of(Keys.of(link, "p", 0)), message -> {}, () -> {})) {
      link.await(reader.createGroup());
      link.await(reader.read(1));

      assertThat(link.connected()).isTrue();
      assertThat(channel).isNotNull();
    }
    assertThat(admin.sync().info("errorstats").lines().filter(line -> line.startsWith("errorstat")))
        .isEmpty();
  }

  @Test
  void saysThatThereIsNoRoomForAnotherClientAndThatItPasses() throws Exception {
    try (AllPlaces taken = new AllPlaces(3)) {
      assertThatExceptionOfType(RedisCallException.class)
          .isThrownBy(() -> RedisLink.open(config).close())
          .returns(true, RedisCallException::passing)
          .returns(RedisCallException.MAX_CLIENTS, RedisCallException::code)
          .withMessageContaining("maxclients")
          .withMessageContaining("max number of clients");
    }
  }

  /** Of a connection of its own, beside a link that is open. */
  @Test
  void saysAtALaterConnectionWhyThereIsNone() throws Exception {
    try (RedisLink link = RedisLink.open(config);
        EntryReader reader = new EntryReader(link, Keys.of(link, "p", 0).inbox("s"), "c")) {
      link.await(reader.createGroup());
      try (AllPlaces taken = new AllPlaces(4)) {
        assertThatExceptionOfType(RedisCallException.class)
            .isThrownBy(() -> link.await(reader.read(1)))
            .returns(true, RedisCallException::passing)
            .withMessageContaining("max number of clients");
        assertThatExceptionOfType(RedisCallException.class)
            .isThrownBy(
                () ->
                    new ResultChannel(link, List.of(Keys.of(link, "p", 0)), message -> {}, () -> {})
                        .close())
            .returns(true, RedisCallException::passing);
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(link.await(reader.read(1))).isEmpty());
    }
  }

  /** A server that loads its data answers so to whatever it is asked. */
  @Test
  void passesWhereTheServerRunsAScriptForLong() throws Exception {
    admin.sync().configSet("busy-reply-threshold", "1");
    RedisClient other = RedisClient.create(server.uri());
    try (StatefulRedisConnection<String, String> busy = other.connect()) {
      var endless = busy.async().eval("while true do end", io.lettuce.core.ScriptOutputType.STATUS);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThatExceptionOfType(RedisException.class)
                      .isThrownBy(() -> admin.sync().get("k"))
                      .withMessageContaining("BUSY"));
      try (RedisLink link = RedisLink.open(config.withCommandTimeout(Duration.ofSeconds(2)))) {
        assertThatExceptionOfType(RedisCallException.class)
            .isThrownBy(() -> link.await(new InboxQueries(link).hasGroup("k", "g")))
            .returns(true, RedisCallException::passing);
      } catch (RedisCallException refused) {
        assertThat(refused.passing()).isTrue();
      }
      admin.sync().scriptKill();
      assertThat(endless.toCompletableFuture()).failsWithin(Duration.ofSeconds(10));
    } finally {
      other.shutdown(0, 2, java.util.concurrent.TimeUnit.SECONDS);
    }
  }

  /** As a server without room does, or a proxy whose server is away. */
  @Test
  void passesWhereTheOtherSideHangsUpBeforeItSpeaksTls() throws Exception {
    try (ServerSocket hangsUp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread accepting = new Thread(() -> hangUp(hangsUp));
      accepting.start();
      RedisConfig secure = RedisConfig.of("rediss://127.0.0.1:" + hangsUp.getLocalPort());
      assertThatExceptionOfType(RedisCallException.class)
          .isThrownBy(() -> RedisLink.open(secure).close())
          .returns(true, RedisCallException::passing);
    }
  }

  private static void hangUp(ServerSocket server) {
    try {
      while (true) {
        server.accept().close();
      }
    } catch (IOException e) {
      return; // the test is over
    }
  }

  @Test
  void doesNotPassWhereTheServerIsProtectedFromThisHost() {
    RedisCallException denied =
        ConnectFailure.explain(
            config,
            new io.lettuce.core.RedisConnectionException(
                "Unable to connect",
                new io.lettuce.core.RedisCommandExecutionException(
                    "DENIED Redis is running in protected mode because protected mode is"
                        + " enabled")));
    assertThat(denied.passing()).isFalse();
    assertThat(denied).hasMessageContaining("protected mode");
  }

  /** Connections that take every place which the server has. */
  private final class AllPlaces implements AutoCloseable {
    private final List<Socket> sockets = new ArrayList<>();

    AllPlaces(int most) throws Exception {
      admin.sync().configSet("maxclients", Integer.toString(most));
      while (connected() < most) {
        sockets.add(new Socket(server.host(), server.port()));
      }
    }

    private long connected() {
      return admin.sync().clientList().lines().count();
    }

    @Override
    public void close() throws Exception {
      for (Socket socket : sockets) {
        socket.close();
      }
      admin.sync().configSet("maxclients", "1000");
    }
  }
}
