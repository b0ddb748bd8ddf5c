package io.streamweir.worker;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.gather.Sums;
import io.streamweir.internal.lane.Lane;
import io.streamweir.pipeline.Durability;
import io.streamweir.testkit.RedisCluster;
import io.streamweir.testkit.RedisServer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColdLanesClusterIT {
  private static final int PARTITIONS = 8;

  private static void untilAllRest(Worker worker) {
    until(() -> worker.lanes().stream().allMatch(lane -> ((Lane) lane).resting()));
  }

  /** Connections on which a read waits. */
  private static long waiting(RedisCluster cluster) {
    long waiting = 0;
    for (RedisServer master : cluster.masters()) {
      try (RedisClient client = RedisClient.create(master.uri())) {
        String clients = client.connect().sync().clientList();
        waiting += clients.lines().filter(line -> line.contains("cmd=xreadgroup")).count();
      }
    }
    return waiting;
  }

  @Test
  void restOnOneConnectionPerPartitionAndWakeAlsoWhereTheirSlotHasMoved() throws Exception {
    try (RedisCluster cluster = RedisCluster.start(3, 0);
        Sums sums = new Sums(cluster.uri(), "cold", PARTITIONS)) {
      Worker worker = sums.startWorker();
      untilAllRest(worker);
      assertThat(waiting(cluster)).isEqualTo(PARTITIONS);
      sums.submit(0, 300, Durability.MEMORY);
      sums.awaitDrained();
      untilAllRest(worker);
      for (Keys keys : List.of(keys(sums, 0), keys(sums, 5))) {
        int slot = RedisCluster.slotOf(keys.inbox("check"));
        RedisServer owner = cluster.masterOf(slot);
        RedisServer other =
            cluster.masters().stream()
                .filter(m -> m.port() != owner.port())
                .findAny()
                .orElseThrow();
        cluster.moveSlot(slot, other);
      }
      sums.submit(300, 600, Durability.MEMORY);
      sums.assertEnded(600);
      untilAllRest(worker);
      assertThat(waiting(cluster)).isEqualTo(PARTITIONS);
    }
  }

  private static Keys keys(Sums sums, int partition) {
    return Keys.of(sums.link, sums.pipeline.name(), partition);
  }
}
