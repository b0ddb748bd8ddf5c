package io.streamweir.testkit;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TopologyIT {

  @Test
  void movesSlotsAndReplacesAKilledMaster() {
    try (RedisCluster cluster = RedisCluster.start(3, 1)) {
      assertThat(cluster.masters()).hasSize(3);
      int slot = RedisCluster.slotOf("k");
      RedisServer first = cluster.masterOf(slot);
      RedisServer second =
          cluster.masters().stream().filter(m -> !m.equals(first)).findFirst().orElseThrow();
      try (Client client = new Client(cluster)) {
        client.commands.set("k", "v");
        cluster.moveSlot(slot, second);
        assertThat(cluster.masterOf(slot)).isEqualTo(second);
        assertThat(client.commands.get("k")).isEqualTo("v");
        assertThatIllegalArgumentException().isThrownBy(() -> cluster.moveSlot(slot, second));
        client.commands.waitForReplication(1, 1_000);
      }
      second.kill();
      RedisServer third = cluster.awaitPromotion(slot, second, PATIENCE);
      assertThat(third).isNotEqualTo(second);
      second.restart();
      cluster.awaitHealthy();
      assertThat(cluster.masters()).hasSize(3).contains(third).doesNotContain(second);
    }
  }

  private static final class Client implements AutoCloseable {
    private final RedisClusterClient client;
    private final RedisAdvancedClusterCommands<String, String> commands;

    Client(RedisCluster cluster) {
      client = RedisClusterClient.create(cluster.nodes().get(0).uri());
      commands = client.connect().sync();
    }

    @Override
    public void close() {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
  }

  @Test
  void sentinelsReplaceAKilledMaster() {
    try (SentinelGroup group = SentinelGroup.start()) {
      RedisServer first = group.master();
      first.kill();
      RedisServer second = group.awaitPromotion(first, PATIENCE);
      assertThat(second).isNotEqualTo(first);
      assertThat(group.master()).isEqualTo(second);
      RedisClient client = RedisClient.create(group.uri());
      try {
        assertThat(client.connect().sync().set("k", "v")).isEqualTo("OK");
      } finally {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
      }
      first.restart();
      group.awaitReplica();
    }
  }
}
