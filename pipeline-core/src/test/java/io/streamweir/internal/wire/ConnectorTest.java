package io.streamweir.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ConnectorTest {
  /** Its shutdown never comes to an end, as that of Lettuce's clients sometimes does. */
  private static final class Endless extends RedisClient {
    @Override
    public CompletableFuture<Void> shutdownAsync(long quiet, long timeout, TimeUnit unit) {
      return new CompletableFuture<>();
    }
  }

  @Test
  @Timeout(60)
  void waitsNotForEverForAClientThatNeverEnds() {
    long begin = System.nanoTime();
    Connector.end(new Endless());
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(50));
  }
}
