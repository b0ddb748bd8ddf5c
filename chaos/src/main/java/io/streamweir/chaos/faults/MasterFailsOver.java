package io.streamweir.chaos.faults;

import io.streamweir.chaos.oracle.Allowance;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import io.streamweir.chaos.site.SentinelSite;
import io.streamweir.chaos.site.Site;
import io.streamweir.pipeline.Durability;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.SentinelGroup;
import java.time.Duration;

/** The master dies under load and sentinels promote its replica. */
final class MasterFailsOver implements Fault {
  private static final Duration PROMOTION = Duration.ofSeconds(30);
  private static final Duration BOUND = Duration.ofSeconds(3);
  private static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "master-fails-over";
  }

  @Override
  public String how() {
    return "kill -9 of the master under load, its replica promoted by sentinels; every submit,"
        + " also of an outcome, waits for one replica";
  }

  @Override
  public Setup setup(Setup usual, Extent extent) {
    return usual
        .withTopology(Site.Topology.SENTINEL)
        .withSettings(usual.settings().withDurability(Durability.replicated(1, CONFIRMED_WITHIN)));
  }

  @Override
  public void strike(Field field, Extent extent) {
    SentinelGroup group = field.site(SentinelSite.class).group();
    field.allow(Allowance.failingOver());
    for (int round = 0; round < extent.of(1, 4); round++) {
      RedisServer master = group.master();
      long killed = System.nanoTime();
      master.kill();
      group.awaitPromotion(master, PROMOTION);
      field.measured(
          "promotion of the replica", Duration.ofNanos(System.nanoTime() - killed), PROMOTION);
      field.measured("progress after the promotion", field.awaitProgress("work went on"), BOUND);
      master.restart();
      group.awaitReplica();
      Waiting.pause(Duration.ofSeconds(1));
    }
  }
}
