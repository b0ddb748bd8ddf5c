package io.streamweir.cli.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.redis.RedisCallException;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private static String message(String text) {
    return Failures.message(new RedisCallException(RedisCallException.NOT_CONNECTED, text, null));
  }

  @Test
  void tellsAServerThatHangsFromOneThatIsAway() {
    assertThat(message("Connection initialization timed out after 5 second(s)"))
        .endsWith("it takes connections and answers nothing: it hangs, or is overloaded");
    assertThat(message("Connection refused: /127.0.0.1:1")).doesNotContain("hangs");
  }
}
