package io.streamweir.internal.wire;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@WithRedis
class SilentConnectionIT {

  @Test
  void isReplacedWhereItStaysOpenButAnswersNoMore(RedisSpace space) {
    try (TcpProxy proxy = TcpProxy.to(space.server())) {
      RedisConfig config =
          RedisConfig.of(proxy.uri())
              .withNamespace(space.namespace())
              .withCommandTimeout(Duration.ofMillis(500));
      try (RedisLink link = RedisLink.open(config)) {
        InboxQueries queries = new InboxQueries(link);
        proxy.dropRequests(true);
        for (int i = 0; i < 3; i++) {
          assertThatExceptionOfType(RedisCallException.class)
              .isThrownBy(queries::now)
              .satisfies(failure -> assertThat(failure.uncertain()).isTrue());
        }
        proxy.dropRequests(false);
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> queries.now() > 0);
      }
    }
  }
}
