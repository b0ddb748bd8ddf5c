package io.streamweir.client;

import static io.streamweir.testkit.Patience.PATIENCE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.ResultLog.Start;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.results.Ends;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Rig;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Workers and readers are killed in the middle of what they do. */
@WithRedis
class ResultLogCrashIT {
  private static final int JOBS = 8_000;

  private static ChildJvm child(RedisSpace space, String what) {
    return ChildJvm.start(LogMain.class, space.uri(), space.namespace(), what);
  }

  private static long logged(Rig rig) {
    return Keys.partitions(rig.link, "logged", 2).stream()
        .mapToLong(keys -> rig.redis.xlen(keys.ends()))
        .sum();
  }

  @Test
  void holdsEachEndOnceWhereverWorkersAreKilled(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, LogMain.pipeline(2))) {
      rig.submitNumbers(JOBS);
      for (int part = 1; part <= 3; part++) {
        int killedAt = part * JOBS / 5;
        try (ChildJvm worker = child(space, "worker")) {
          until(() -> logged(rig) > killedAt);
          worker.kill();
        }
        assertThat(logged(rig)).isLessThan(JOBS);
      }
      rig.worker();
      until(() -> logged(rig) >= JOBS && rig.pending("last") == 0);
      Ends.expectTheSame(rig, JOBS);
    }
  }

  @Test
  void showsAgainWhatAReaderDiedWith(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, LogMain.pipeline(2))) {
      rig.worker();
      Set<String> jobs = new TreeSet<>();
      rig.submitNumbers(400).forEach(receipt -> jobs.add(receipt.jobId()));
      until(() -> logged(rig) == 400);
      String handled = space.namespace() + ":handled";
      try (ChildJvm reader = child(space, "reader")) {
        assertThat(reader.awaitExit(PATIENCE)).hasValue(LogMain.HALTED);
      }
      assertThat(rig.redis.llen(handled)).isBetween(129L, 130L);

      ResultLog log = ResultLog.open(rig.link, rig.pipeline);
      rig.keep(
          log.follow(
              "billing",
              Start.OLDEST,
              logged -> rig.redis.rpush(handled, logged.result().jobId()),
              LogMain.LEASE));
      until(() -> log.readers().get(0).unread() == 0);
      List<String> all = rig.redis.lrange(handled, 0, -1);
      assertThat(new TreeSet<>(all)).isEqualTo(jobs);
      assertThat(all.size())
          .as("nothing is shown again but what was in hand")
          .isLessThan(400 + 135);
    }
  }
}
