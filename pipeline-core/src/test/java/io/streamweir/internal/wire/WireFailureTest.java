package io.streamweir.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisException;
import io.streamweir.redis.RedisCallException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class WireFailureTest {
  @Test
  void saysWhatFailedWhereTheExceptionSaysNothing() {
    assertThat(Wire.failed(new TimeoutException()))
        .hasMessage("no answer came in time")
        .matches(RedisCallException::uncertain);
    assertThat(Wire.failed(new ExecutionException(new CancellationException())))
        .hasMessage("java.util.concurrent.CancellationException");
    assertThat(Wire.failed(new RedisException((String) null)))
        .hasMessage("io.lettuce.core.RedisException");
  }
}
