package io.streamweir.worker;

import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.SIDE;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.LimitedAccess;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a worker's user must be allowed, all of which a worker asks for before it begins. */
class WorkerRightsIT extends LimitedAccess {
  private static Pipeline<Text> pipeline() {
    return Pipeline.named("p")
        .accepts(Text.class)
        .stage(
            STAGE,
            Text.class,
            (text, context) -> Outcome.forward(text),
            config -> config.withMaxRunning(1))
        .stage(NEXT, Text.class, (text, context) -> Outcome.<Text>finish(text))
        .branch(SIDE, WindowSummary.class, Text.class, (summary, context) -> Outcome.drop())
        .window(Window.tumbling("traffic", Duration.ofMinutes(1), SIDE))
        .build();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CLIENT UNBLOCK",
        "DEL",
        "EVAL",
        "EVALSHA",
        "EXISTS",
        "GET",
        "HDEL",
        "HEXISTS",
        "HGET",
        "HGETALL",
        "HINCRBY",
        "HMGET",
        "HSET",
        "HSETNX",
        "PEXPIRE",
        "PFADD",
        "PFCOUNT",
        "PUBLISH",
        "SET",
        "TIME",
        "TYPE",
        "XACK",
        "XADD",
        "XAUTOCLAIM",
        "XCLAIM",
        "XGROUP CREATE",
        "XGROUP DELCONSUMER",
        "XGROUP SETID",
        "XINFO CONSUMERS",
        "XINFO GROUPS",
        "XINFO STREAM",
        "XLEN",
        "XPENDING",
        "XRANGE",
        "XREADGROUP",
        "XTRIM",
        "ZADD",
        "ZCARD",
        "ZRANGE",
        "ZREM",
        "ZREMRANGEBYSCORE",
        "ZSCORE"
      })
  void namesEachCommandThatAWorkerLacks(String command) {
    allow(ALL + " -" + command.replace(' ', '|'));

    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> WorkerRights.check(limited, pipeline()))
        .withMessageContaining(command)
        .returns(RedisCallException.NOPERM, RedisCallException::code);
  }

  @Test
  void namesTheKeysAndChannelsThatAWorkerLacks() {
    assertThatNoException().isThrownBy(() -> WorkerRights.check(limited, pipeline()));

    allow(
        "~*:inbox:* ~*:swept:* ~*:later:* ~*:result:* ~*:results ~*:progress* ~*:checkpoint:*"
            + " ~*:cancelled ~*:state:* ~*:unique:* ~*:meta ~*:limit:* ~*:schedules ~*:fires"
            + " ~*:window:* +@all");

    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> WorkerRights.check(limited, pipeline()))
        .withMessageContaining(
            "'p' does; it lacks TYPE on " + inbox.keys.dead(STAGE) + " and 2 more")
        .withMessageContaining("PUBLISH on channel " + inbox.keys.results())
        .withMessageContaining("HGET on " + Keys.schemas(limited));
  }
}
