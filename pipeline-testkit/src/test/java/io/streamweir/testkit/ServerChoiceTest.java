package io.streamweir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ServerChoiceTest {
  @Test
  void readsEachOfItsForms() {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    assertThat(ServerChoice.parse(" embedded ")).isEqualTo(new ServerChoice.Embedded());
    assertThat(ServerChoice.parse("binary:" + java)).isEqualTo(new ServerChoice.Binary(java));
    assertThat(ServerChoice.parse("docker:valkey/valkey:9"))
        .isEqualTo(new ServerChoice.Docker("valkey/valkey:9"));
    assertThat(ServerChoice.parse("redis://somewhere:7000/1"))
        .isEqualTo(new ServerChoice.Given(URI.create("redis://somewhere:7000/1")));
  }

  @Test
  void saysWhatItExpectsInsteadOfAnUnknownForm() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerChoice.parse("localhost:6379"))
        .withMessageContaining("localhost:6379")
        .withMessageContaining("embedded, binary:PATH, docker:IMAGE, redis://HOST:PORT");
  }

  @Test
  void namesTheBinaryThatCannotBeExecuted() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerChoice.parse("binary:/no/such/redis-server"))
        .withMessageContaining("/no/such/redis-server");
  }

  @Test
  void refusesFormsThatNameNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> ServerChoice.parse("docker:"));
    assertThatIllegalArgumentException().isThrownBy(() -> ServerChoice.parse("redis:///0"));
  }

  @Test
  void keepsTheGivenPasswordToItself() {
    ServerChoice choice = ServerChoice.parse("redis://user:secret@somewhere");
    assertThat(choice.toString()).doesNotContain("secret");
    assertThat(choice.shared().toString()).isEqualTo("RedisServer[somewhere:6379]");
    assertThat(choice.shared().uri()).isEqualTo("redis://user:secret@somewhere");
  }
}
