package io.streamweir.internal.feature.pause;

import static io.streamweir.worker.Rig.LEASE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.Receipt;
import io.streamweir.inspect.Pause;
import io.streamweir.inspect.PauseOptions;
import io.streamweir.inspect.Pauses;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.pause.Work.Kind;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers and servers that die while a stage is paused. */
@WithRedis
@Execution(ExecutionMode.CONCURRENT)
class PauseCrashIT {
  private static long pending(Rig rig) {
    return Keys.partitions(rig.link, rig.pipeline.name(), 2).stream()
        .map(keys -> keys.inbox(Work.STAGE))
        .filter(inbox -> rig.redis.exists(inbox) > 0)
        .filter(inbox -> !rig.redis.xinfoGroups(inbox).isEmpty())
        .mapToLong(inbox -> rig.redis.xpending(inbox, Keys.GROUP).getCount())
        .sum();
  }

  /** How many were ever handed on. */
  private static long ends(Rig rig) {
    return Keys.partitions(rig.link, rig.pipeline.name(), 2).stream()
        .mapToLong(keys -> rig.link.await(new InboxQueries(rig.link).added(keys.inbox("end"))))
        .sum();
  }

  /** What the dead worker had is not taken over before the stage is resumed, then it runs. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"INLINE", "POOLED", "KEYED", "BATCH"})
  void letsWhatAKilledWorkerHadWait(Kind kind, RedisSpace space) throws Exception {
    Work work = new Work(1);
    try (Rig rig = Rig.on(space, work.pipeline(kind))) {
      Pauses pauses = new Pauses(rig.link, rig.pipeline);
      List<Receipt> jobs = rig.submitNumbers(60);
      try (ChildJvm dies =
          ChildJvm.start(HangingWorkerMain.class, space.uri(), space.namespace(), kind.name())) {
        until(() -> pending(rig) >= 2);
        pauses.pause(Work.STAGE, PauseOptions.defaults());
        dies.kill();
      }
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      PauseIT.awaitStill(work, LEASE.multipliedBy(3));
      assertThat(work.begun).isEmpty();
      assertThat(ledger.reclaimed).hasValue(0);

      pauses.resume(Work.STAGE);
      for (Receipt job : jobs) {
        rig.value(job);
      }
      assertThat(work.begun).hasSize(60);
      assertThat(ends(rig)).isEqualTo(60);
    }
  }

  @Test
  void staysPausedWhenRedisRestartsWithItsData() throws Exception {
    Work work = new Work(1);
    try (RedisServer server = RedisServer.start("--appendonly yes", "--appendfsync always");
        Rig rig = Rig.on(server, work.pipeline(Kind.POOLED))) {
      Pauses pauses = new Pauses(rig.link, rig.pipeline);
      List<Receipt> jobs = rig.submitNumbers(40);
      Pause paused = pauses.pause(PauseOptions.defaults().withReason("moving")).pause();
      rig.worker();
      server.kill();
      PauseIT.awaitStill(work, LEASE);
      server.restart();
      PauseIT.awaitStill(work, LEASE.multipliedBy(2));
      assertThat(work.begun).isEmpty();
      assertThat(pauses.list()).containsExactly(paused);
      pauses.resume();
      for (Receipt job : jobs) {
        rig.value(job);
      }
      assertThat(work.begun).hasSize(40);
    }
  }
}
