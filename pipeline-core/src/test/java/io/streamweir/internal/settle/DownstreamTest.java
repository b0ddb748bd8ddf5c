package io.streamweir.internal.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DownstreamTest {
  private static final long ROOMY = 1_000_000;

  private final RedisLink link = RedisLink.later(RedisConfig.of("redis://127.0.0.1:1"));

  @AfterEach
  void close() {
    link.close();
  }

  private Downstream of(long... maxBacklogs) {
    Downstream downstream = new Downstream(link);
    for (long most : maxBacklogs) {
      downstream.watch("inbox", most);
    }
    return downstream;
  }

  @Test
  void asksForLengthsFirstAndThenNowAndThen() {
    Downstream downstream = of(ROOMY);

    assertThat(downstream.asks(1)).isTrue();
    assertThat(downstream.asks(200)).isFalse();
    assertThat(downstream.asks(100)).isTrue();
  }

  @Test
  void asksAgainAndAgainWhereThereIsLittleRoom() {
    Downstream downstream = of(ROOMY, 100);
    downstream.asks(1);

    downstream.lengths(List.of(0L, 90L));

    assertThat(downstream.asks(1)).isTrue();
    assertThat(downstream.asks(1)).isTrue();
  }

  @Test
  void forgetsNoLengthWhereItWasNotToldAnother() {
    Downstream downstream = of(ROOMY, 100);
    downstream.lengths(List.of(0L, 90L));

    downstream.lengths(List.of());
    downstream.lengths(List.of(0L, SettleScript.NOT_ASKED));

    downstream.asks(1);
    assertThat(downstream.asks(1)).isTrue();
  }
}
