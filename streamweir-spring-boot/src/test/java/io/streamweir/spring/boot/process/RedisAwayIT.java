package io.streamweir.spring.boot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A Redis that is away for 30 s, while customers wait for answers. */
@Tag("processes")
@ResourceLock("processes")
class RedisAwayIT {
  private static final int SOME = 30;
  private static final Duration AWAY = Duration.ofSeconds(30);

  @TempDir private Path scratch;

  @Test
  void comesBackWithItsDataAndNothingIsLostOrDoubled() throws Exception {
    isAway(RedisServer::stop, RedisServer::restart);
  }

  @Test
  void hangsAndNothingIsLostOrDoubled() throws Exception {
    isAway(RedisServer::pause, RedisServer::resume);
  }

  private void isAway(Consumer<RedisServer> goes, Consumer<RedisServer> comes) throws Exception {
    try (Street street = new Street(scratch, "--streamweir.worker.lease=10s")) {
      street.open(2);
      street.customers().awaitMore(SOME);
      long begin = System.nanoTime();
      goes.accept(street.redis);
      awaitReadiness(street, 503);
      await()
          .atMost(ShopInstance.PATIENCE)
          .until(() -> System.nanoTime() - begin >= AWAY.toNanos());
      comes.accept(street.redis);
      awaitReadiness(street, 200);
      street.customers().awaitMore(SOME);
      street.checkThatNothingIsLostOrDoubled();
    }
  }

  private static void awaitReadiness(Street street, int status) {
    assertThat(street.shops)
        .allSatisfy(
            shop -> await().atMost(ShopInstance.PATIENCE).until(() -> readiness(shop) == status));
  }

  private static int readiness(ShopInstance shop) throws IOException {
    return shop.get("shop", "/actuator/health/readiness").statusCode();
  }
}
