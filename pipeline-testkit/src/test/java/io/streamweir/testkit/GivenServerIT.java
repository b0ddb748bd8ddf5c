package io.streamweir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class GivenServerIT {
  @Test
  void usesTheGivenServerButNeverBreaksIt() throws IOException {
    try (RedisServer running = RedisServer.start()) {
      RedisServer given = ServerChoice.parse(running.uri()).shared();
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(given::kill)
          .withMessageContaining("RedisServer.start");
      given.close();
      try (Resp resp = new Resp(given.host(), given.port())) {
        assertThat(resp.ask("PING")).isEqualTo("+PONG");
      }
    }
  }

  @Test
  void startsAnEmbeddedOneForTestsThatWantTheirOwn() {
    try (RedisServer running = RedisServer.start();
        RedisServer own = ServerChoice.parse(running.uri()).start(List.of())) {
      assertThat(own.port()).isNotEqualTo(running.port());
      own.kill();
      own.restart();
    }
  }
}
