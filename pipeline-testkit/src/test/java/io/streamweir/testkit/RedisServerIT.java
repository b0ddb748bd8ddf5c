package io.streamweir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RedisServerIT {
  private static final Duration SHORT = Duration.ofMillis(300);

  @Test
  void answersWhenStartReturns() throws IOException {
    try (RedisServer server = RedisServer.start();
        Resp resp = connect(server)) {
      assertThat(resp.ask("PING")).isEqualTo("+PONG");
      assertThat(server.uri()).isEqualTo("redis://" + server.host() + ":" + server.port());
    }
  }

  @Test
  void persistsNothingUnlessAsked() throws IOException {
    try (RedisServer server = RedisServer.start();
        Resp resp = connect(server)) {
      resp.ask("CONFIG GET save");
      assertThat(List.of(resp.reply(), resp.reply(), resp.reply())).endsWith("$0");
    }
  }

  @Test
  void keepsAppendOnlyDataWhenKilledAndStartedAgainOnTheSamePort() throws IOException {
    try (RedisServer server = RedisServer.start("--appendonly yes", "--appendfsync always")) {
      int port = server.port();
      try (Resp resp = connect(server)) {
        resp.ask("SET survivor yes");
      }
      server.kill();
      assertThat(server.pid()).isEmpty();
      assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(server).close());
      server.restart();
      assertThat(server.port()).isEqualTo(port);
      try (Resp resp = connect(server)) {
        assertThat(resp.ask("EXISTS survivor")).isEqualTo(":1");
      }
    }
  }

  @Test
  void losesUnsavedDataWhenKilled() throws IOException {
    try (RedisServer server = RedisServer.start()) {
      try (Resp resp = connect(server)) {
        resp.ask("SET victim yes");
      }
      server.kill();
      server.restart();
      try (Resp resp = connect(server)) {
        assertThat(resp.ask("EXISTS victim")).isEqualTo(":0");
      }
    }
  }

  @Test
  void savesOnStopWhatItWasToldToSave() throws IOException {
    try (RedisServer server = RedisServer.start("--save \"3600 1\"")) {
      try (Resp resp = connect(server)) {
        resp.ask("SET survivor yes");
      }
      server.stop();
      assertThat(server.output()).contains("User requested shutdown");
      server.restart();
      try (Resp resp = connect(server)) {
        assertThat(resp.ask("EXISTS survivor")).isEqualTo(":1");
      }
    }
  }

  @Test
  void answersNothingWhilePausedAndEverythingAfter() throws IOException {
    try (RedisServer server = RedisServer.start();
        Resp resp = connect(server)) {
      server.pause();
      resp.send("PING");
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> resp.replyWithin(SHORT));
      server.resume();
      assertThat(resp.reply()).isEqualTo("+PONG");
    }
  }

  @Test
  void canBeStoppedAndClosedWhilePaused() {
    try (RedisServer server = RedisServer.start()) {
      server.pause();
      server.stop();
      assertThat(server.pid()).isEmpty();
      server.restart();
      server.pause();
    }
  }

  @Test
  void showsWhatTheServerPrintedWhenItDoesNotStart() {
    assertThatExceptionOfType(ServerStartException.class)
        .isThrownBy(() -> RedisServer.start("--no-such-option 1"))
        .withMessageContaining("no-such-option")
        .withMessageContaining("ended with 1");
  }

  @Test
  void waitsForAServerWithAPassword() throws IOException {
    try (RedisServer server = RedisServer.start("--requirepass secret");
        Resp resp = connect(server)) {
      assertThat(resp.ask("PING")).startsWith("-NOAUTH");
      assertThat(resp.ask("AUTH secret")).isEqualTo("+OK");
    }
  }

  @Test
  void startsManyAtOnceOnPortsOfTheirOwn() {
    List<RedisServer> servers =
        IntStream.range(0, 8).parallel().mapToObj(i -> RedisServer.start()).toList();
    try {
      assertThat(servers).extracting(RedisServer::port).doesNotHaveDuplicates();
    } finally {
      servers.forEach(RedisServer::close);
    }
  }

  @Test
  void takesAnotherPortWhenItsOwnIsTaken() {
    try (RedisServer first = ProcessServer.start(EmbeddedBinary.path(), List.of())) {
      Iterator<Integer> ports = List.of(first.port(), FreePort.next()).iterator();
      try (RedisServer second =
          ProcessServer.start(EmbeddedBinary.path(), List.of(), ports::next)) {
        assertThat(second.port()).isNotEqualTo(first.port());
      }
    }
  }

  @Test
  void leavesNoProcessAndNoDataBehind() throws IOException {
    RedisServer server = ProcessServer.start(EmbeddedBinary.path(), List.of("--appendonly yes"));
    Path directory = directoryOf(server);
    long pid = server.pid().orElseThrow();
    assertThat(directory).isDirectory();
    server.close();
    server.close();
    assertThat(Files.exists(directory)).isFalse();
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private static Path directoryOf(RedisServer server) throws IOException {
    try (Resp resp = connect(server)) {
      resp.ask("CONFIG GET dir");
      return Path.of(List.of(resp.reply(), resp.reply(), resp.reply(), resp.reply()).get(3));
    }
  }

  private static Resp connect(RedisServer server) throws IOException {
    return new Resp(server.host(), server.port());
  }
}
