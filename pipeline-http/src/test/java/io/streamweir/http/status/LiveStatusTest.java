package io.streamweir.http.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.http.engine.Engine;
import io.streamweir.redis.RedisConfig;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveStatusTest {
  @Test
  void goesOnWhenAListenerFails() throws Exception {
    CountDownLatch rounds = new CountDownLatch(2);
    try (Engine engine = Engine.of(RedisConfig.of("redis://127.0.0.1:1"), List.of());
        LiveStatus status = new LiveStatus(engine)) {
      status.listen(
          () -> {
            rounds.countDown();
            throw new StackOverflowError();
          });

      assertThat(rounds.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
