package io.streamweir.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.client.NumberedSource;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitNotReplicatedException;
import io.streamweir.client.SubmitOptions;
import io.streamweir.internal.feature.gather.Sums;
import io.streamweir.pipeline.Durability;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.SentinelGroup;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SentinelIT {
  private static final Durability REPLICATED = Durability.replicated(1, Duration.ofSeconds(1));

  private static SentinelGroup group;

  @BeforeAll
  static void starts() {
    group = SentinelGroup.start();
  }

  @AfterAll
  static void ends() {
    group.close();
  }

  @Test
  void losesNoReplicatedSubmitWhenTheMasterDies() throws Exception {
    int count = 6_000;
    try (Sums sums = new Sums(group.uri(), "failover", 2)) {
      sums.startWorker();
      CompletableFuture<Void> load =
          CompletableFuture.runAsync(() -> sums.submit(0, count, REPLICATED));
      Awaitility.await().atMost(PATIENCE).until(() -> sums.receipts.size() > count / 4);
      RedisServer former = group.master();
      former.kill();
      assertThat(load).isNotDone();
      group.awaitPromotion(former, PATIENCE);
      former.restart();
      load.get(Patience.SECONDS, TimeUnit.SECONDS);
      sums.assertEnded(count);
      group.awaitReplica();
    }
  }

  @Test
  void saysThatASubmitIsNotReplicatedAndTakesItAgain() throws Exception {
    Durability soon = Durability.replicated(1, Duration.ofMillis(100));
    SubmitOptions once =
        SubmitOptions.defaults().withDedupe("once", Duration.ofHours(1)).withDurability(soon);
    group.awaitReplica();
    RedisServer replica =
        group.servers().stream().filter(s -> !s.equals(group.master())).findFirst().orElseThrow();
    try (Sums sums = new Sums(group.uri(), "alone", 1)) {
      replica.pause();
      try {
        assertThatExceptionOfType(SubmitNotReplicatedException.class)
            .isThrownBy(() -> sums.jobs.submit(new Text("1"), once))
            .withMessageContaining("0 of 1 replicas")
            .withMessageContaining("same dedupe key");
        assertThatExceptionOfType(SubmitNotReplicatedException.class)
            .as("what is there already is no safer for being there")
            .isThrownBy(() -> sums.jobs.submit(new Text("1"), once));
        assertThat(sums.status().get(0).lag()).isEqualTo(1);
        assertThat(sums.jobs.submit(new Text("2")).duplicate()).isFalse();
      } finally {
        replica.resume();
      }
      Receipt again = sums.jobs.submit(new Text("1"), once);
      assertThat(again.duplicate()).isTrue();
      assertThat(sums.status().get(0).lag()).isEqualTo(2);
      sourceWaitsForItsReplicas(sums, replica);
    }
  }

  @Test
  void saysThatASentinelIsNoServerToUse() {
    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> RedisLink.open(group.sentinels().get(0).uri()))
        .withMessageContaining("use redis-sentinel://");
  }

  private static void sourceWaitsForItsReplicas(Sums sums, RedisServer replica) throws Exception {
    var source = sums.jobs.source("s", Durability.replicated(1, Duration.ofMillis(100)));
    replica.pause();
    CompletableFuture<NumberedSource.Taken> taken =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return source.submit(List.of(new Text("3"), new Text("4")));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    Awaitility.await().atMost(PATIENCE).until(() -> sums.status().get(0).lag() == 4);
    assertThat(taken).isNotDone();
    replica.resume();
    assertThat(taken.get(Patience.SECONDS, TimeUnit.SECONDS).submitted()).isEqualTo(2);
    assertThat(sums.status().get(0).lag()).isEqualTo(4);
  }
}
