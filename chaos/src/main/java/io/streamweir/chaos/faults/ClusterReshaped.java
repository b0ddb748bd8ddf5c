package io.streamweir.chaos.faults;

import io.streamweir.chaos.oracle.Allowance;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import io.streamweir.chaos.site.ClusterSite;
import io.streamweir.chaos.site.Site;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Durability;
import io.streamweir.testkit.RedisCluster;
import io.streamweir.testkit.RedisServer;
import java.time.Duration;
import java.util.List;

/** A master of a cluster dies, its replica is promoted, and slots move, all under load. */
final class ClusterReshaped implements Fault {
  private static final int PARTITIONS = 12;
  private static final int FEWER = 8; // each has three times the lanes where jobs have priorities
  private static final int MASTERS = 3;
  private static final Duration PROMOTION = Duration.ofSeconds(30);
  private static final Duration BOUND = Duration.ofSeconds(3);
  private static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "cluster-reshaped";
  }

  @Override
  public String how() {
    return "six nodes, 12 partitions: kill -9 of a master, its replica promoted, then slots of"
        + " partitions moved to other masters under load; every submit, also of an outcome,"
        + " waits for one replica";
  }

  @Override
  public Setup setup(Setup usual, Extent extent) {
    int few = usual.settings().prioritized() ? FEWER : PARTITIONS;
    return usual
        .withTopology(Site.Topology.CLUSTER)
        .withSettings(
            usual
                .settings()
                .withPartitions(extent.of(few, PARTITIONS))
                .withDurability(Durability.replicated(1, CONFIRMED_WITHIN)))
        .withRate(500);
  }

  @Override
  public void strike(Field field, Extent extent) {
    RedisCluster cluster = field.site(ClusterSite.class).cluster();
    field.allow(Allowance.failingOver());
    expectSpread(field, cluster);
    for (int round = 0; round < extent.of(1, 3); round++) {
      failOver(field, cluster);
    }
    List<Keys> partitions = field.partitions();
    for (int i = 0; i < extent.of(3, partitions.size()); i++) {
      move(field, cluster, partitions.get(i));
    }
    expectSpread(field, cluster);
  }

  private static void failOver(Field field, RedisCluster cluster) {
    List<Keys> partitions = field.partitions();
    Keys partition = partitions.get(field.random().nextInt(partitions.size()));
    int slot = slot(partition);
    RedisServer master = cluster.masterOf(slot);
    long killed = System.nanoTime();
    master.kill();
    cluster.awaitPromotion(slot, master, PROMOTION);
    field.measured(
        "promotion of the replica", Duration.ofNanos(System.nanoTime() - killed), PROMOTION);
    field.measured(
        "progress of a partition after the promotion",
        field.awaitProgress("the partition went on", List.of(partition)),
        BOUND);
    master.restart();
    cluster.awaitHealthy();
    Waiting.pause(Duration.ofSeconds(1));
  }

  private static void move(Field field, RedisCluster cluster, Keys partition) {
    int slot = slot(partition);
    int from = cluster.masterOf(slot).port();
    List<RedisServer> others =
        cluster.masters().stream().filter(master -> master.port() != from).toList();
    cluster.moveSlot(slot, others.get(field.random().nextInt(others.size())));
    field.measured(
        "progress of a partition after its slot had moved",
        field.awaitProgress("the partition went on", List.of(partition)),
        BOUND);
  }

  private static int slot(Keys partition) {
    return RedisCluster.slotOf(partition.inbox("work"));
  }

  private static void expectSpread(Field field, RedisCluster cluster) {
    long masters =
        field.partitions().stream().map(p -> cluster.masterOf(slot(p)).port()).distinct().count();
    field.expect("every master has a partition: " + masters, masters == MASTERS);
  }
}
