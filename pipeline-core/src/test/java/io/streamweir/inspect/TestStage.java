package io.streamweir.inspect;

import io.lettuce.core.Consumer;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A pipeline of two stages over two partitions, brought into any state by plain commands. */
final class TestStage implements AutoCloseable {
  static final Pipeline<Text> PIPELINE =
      Pipeline.named("watched")
          .accepts(Text.class)
          .partitions(2)
          .stage("one", Text.class, (text, context) -> Outcome.forward(text))
          .stage("two", Text.class, (text, context) -> Outcome.finish(text))
          .build();

  final RedisLink link;
  final RedisCommands<String, String> redis;

  TestStage(RedisSpace space, RedisCommands<String, String> redis) {
    this.link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
    this.redis = redis;
  }

  Keys keys(int partition) {
    return Keys.of(link, "watched", partition);
  }

  String inbox(int partition) {
    return keys(partition).inbox("one");
  }

  void createGroup(int partition) {
    redis.xgroupCreate(
        XReadArgs.StreamOffset.from(inbox(partition), "0"),
        Keys.GROUP,
        XGroupCreateArgs.Builder.mkstream());
  }

  /** What a worker of the first stage, in the first partition, said of itself so long ago. */
  void says(String worker, Duration ago, long oldestMillis) {
    long now = Long.parseLong(redis.time().get(0)) * 1000;
    String word =
        "since=1;version=1;stages=one;partitions=1;priorities=normal|one/0:" + oldestMillis;
    redis.zadd(Keys.workers(link, "watched"), now - ago.toMillis(), word + " " + worker);
  }

  String append(int partition) {
    return redis.xadd(inbox(partition), Map.of("j", "job", "t", "1", "p", ""));
  }

  /** Appends an entry that entered the inbox so long ago; only to an empty inbox. */
  String append(int partition, Duration ago) {
    long millis = Long.parseLong(redis.time().get(0)) * 1000 - ago.toMillis();
    return redis.xadd(
        inbox(partition),
        new io.lettuce.core.XAddArgs().id(millis + "-0"),
        Map.of("j", "job", "t", "1", "p", ""));
  }

  @SuppressWarnings("unchecked") // a generic array of one offset
  List<String> deliver(int partition, String consumer, int count) {
    return redis
        .xreadgroup(
            Consumer.from(Keys.GROUP, consumer),
            XReadArgs.Builder.count(count),
            XReadArgs.StreamOffset.lastConsumed(inbox(partition)))
        .stream()
        .map(StreamMessage::getId)
        .toList();
  }

  /** Pretends that the consumer has not renewed the entry for so long. */
  void age(int partition, String consumer, String id, Duration idle) {
    redis.xclaim(
        inbox(partition),
        Consumer.from(Keys.GROUP, consumer),
        new XClaimArgs().minIdleTime(0).idle(idle).justid(),
        id);
  }

  String bury(int partition, String job, String reason) {
    return redis.xadd(
        keys(partition).dead("one"),
        Map.of(
            "reason",
            reason,
            "error",
            "why",
            "attempts",
            "2",
            "entry",
            "5-5",
            "f:j",
            job,
            "f:t",
            "1",
            "f:p",
            "payload"));
  }

  @Override
  public void close() {
    link.close();
  }
}
