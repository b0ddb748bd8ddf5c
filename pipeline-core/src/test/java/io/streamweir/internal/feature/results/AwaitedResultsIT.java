package io.streamweir.internal.feature.results;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultAddress;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class AwaitedResultsIT {
  private static final int PARTITIONS = 4;
  private static final int ADDRESSES = ResultAddress.channels(PARTITIONS);

  private final Set<String> ended = ConcurrentHashMap.newKeySet();
  private final Set<String> toRead = ConcurrentHashMap.newKeySet();
  private RedisLink link;
  private List<Keys> partitions;
  private AwaitedResults awaited;

  @BeforeEach
  void open(RedisSpace space) {
    link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
    partitions = Keys.partitions(link, "p", PARTITIONS);
    AwaitedResults.Listener listener =
        new AwaitedResults.Listener() {
          @Override
          public void ended(ResultMessage message) {
            ended.add(message.jobId());
          }

          @Override
          public void subscribed(Collection<String> jobIds) {
            toRead.addAll(jobIds);
          }
        };
    awaited = new AwaitedResults(link, partitions, listener, Duration.ZERO);
  }

  @AfterEach
  void close() {
    awaited.close();
    link.close();
  }

  private static String end(String job) {
    byte[] end = ResultMessage.finished(job, "work", new byte[0]).bytes();
    return new String(end, StandardCharsets.UTF_8);
  }

  private String channel(int partition, String job) {
    return partitions.get(partition).resultsAt(ResultAddress.of(job, ADDRESSES));
  }

  /** As a worker of an older version publishes it. */
  private void publishToAll(RedisCommands<String, String> redis, String job) {
    redis.publish(partitions.get(0).results(), end(job));
  }

  @Test
  void missesNothingWhileChannelsComeAndGo(RedisCommands<String, String> redis) {
    awaited.add(0, "first");
    awaited.look();
    for (int i = 0; i < 500; i++) {
      String job = "job-" + i;
      int partition = i % PARTITIONS;
      awaited.add(partition, job);
      redis.publish(channel(partition, job), end(job));
      awaited.leaveUnused();
      await()
          .pollInterval(Duration.ofMillis(1))
          .atMost(PATIENCE)
          .until(() -> ended.contains(job) || toRead.contains(job));
      awaited.remove(partition, job);
    }
    awaited.remove(0, "first");
    awaited.leaveUnused();
    await().atMost(PATIENCE).until(() -> subscriptions(redis) == 0);
  }

  private long subscriptions(RedisCommands<String, String> redis) {
    return redis.pubsubChannels(partitions.get(0).results().replace("/0}", "/*}") + ":*").size();
  }

  @Test
  void hearsNothingOfOtherAddresses(RedisCommands<String, String> redis) {
    awaited.add(0, "mine");
    awaited.look();
    awaited.add(1, "other");
    await().atMost(PATIENCE).until(() -> subscriptions(redis) == 2);

    redis.publish(channel(0, "foreign"), end("foreign"));
    publishToAll(redis, "of an older worker");
    redis.publish(channel(0, "mine"), end("mine"));
    redis.publish(channel(1, "other"), end("other"));

    await().atMost(PATIENCE).until(() -> ended.contains("other") && ended.contains("mine"));
    assertThat(ended).containsExactlyInAnyOrder("mine", "other");
  }

  @Test
  void readsWhatWaitsAtAChannelOnceWhenItsConnectionIsBack(RedisCommands<String, String> redis) {
    awaited.add(0, "a");
    awaited.add(1, "b");
    awaited.look();
    await().atMost(PATIENCE).until(() -> toRead.containsAll(Set.of("a", "b")));
    toRead.clear();

    redis
        .clientList()
        .lines()
        .filter(line -> line.contains(" sub=2 "))
        .forEach(line -> redis.clientKill(line.replaceAll(".* addr=(\\S+) .*", "$1")));

    await().atMost(PATIENCE).until(() -> toRead.containsAll(Set.of("a", "b")));
  }

  @Test
  void followsAllWhereWorkersDoNotAddress(RedisCommands<String, String> redis) {
    awaited.add(0, "a");
    awaited.look();
    await().atMost(PATIENCE).until(() -> toRead.contains("a")); // the subscription is there
    awaited.found("a"); // and no message comes
    awaited.look();
    assertThat(redis.pubsubNumsub(partitions.get(0).results())).containsValue(0L);

    awaited.look();
    publishToAll(redis, "b");

    await().atMost(PATIENCE).until(() -> ended.contains("b"));
  }

  @Test
  void aMessageThatComesLateChangesNothing(RedisCommands<String, String> redis) {
    awaited.add(0, "a");
    awaited.look();
    awaited.found("a");
    redis.publish(channel(0, "a"), end("a"));
    await().atMost(PATIENCE).until(() -> ended.contains("a"));

    awaited.look();
    awaited.look();

    assertThat(redis.pubsubNumsub(partitions.get(0).results())).containsValue(0L);
  }
}
