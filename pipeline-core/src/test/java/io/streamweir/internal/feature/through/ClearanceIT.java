package io.streamweir.internal.feature.through;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Rig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

@WithRedis
class ClearanceIT {
  private static final long MOST_BEHIND = 3;

  private final Chain chain = new Chain();

  private static Clearance clearance(Rig rig) {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    rig.keep(timer::shutdownNow);
    return new Clearance(
        new InboxQueries(rig.link),
        timer,
        new Clearance.Watched(0, rig.keys.inbox("two"), 1_000),
        List.of(new Clearance.Watched(1, rig.keys.inbox("three"), MOST_BEHIND)));
  }

  private static void add(Rig rig, String stage) {
    rig.redis.xadd(rig.keys.inbox(stage), Map.of("j", "job", "t", "1", "p", ""));
  }

  private static List<Long> lengths(Rig rig) {
    return List.of(rig.length("two"), rig.length("three"));
  }

  @Test
  void isClearWhereNothingWaits(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, chain.pipeline())) {
      rig.createGroup("two");
      Clearance clearance = clearance(rig);
      clearance.learn().join();
      assertThat(clearance.isClear()).isTrue();
      clearance.heard(lengths(rig));
      assertThat(clearance.isClear()).isTrue();
    }
  }

  @Test
  void isNotClearAsLongAsAnEntryWaits(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, chain.pipeline())) {
      rig.createGroup("two");
      Clearance clearance = clearance(rig);
      clearance.learn().join();
      add(rig, "two");
      clearance.heard(lengths(rig));
      until(() -> !clearance.isClear());
      rig.deliverTo("worker", "two", 1);
      until(clearance::isClear);
    }
  }

  @Test
  void isNotClearWhereThereIsNoRoomBehindTheStage(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, chain.pipeline())) {
      rig.createGroup("two");
      rig.createGroup("three");
      Clearance clearance = clearance(rig);
      clearance.learn().join();
      for (int i = 0; i < MOST_BEHIND; i++) {
        add(rig, "three");
      }
      clearance.heard(lengths(rig));
      until(() -> !clearance.isClear());
      rig.redis.del(rig.keys.inbox("three"));
      until(clearance::isClear);
    }
  }

  @Test
  void looksAgainWhereTheInboxWasTrimmed(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, chain.pipeline())) {
      rig.createGroup("two");
      add(rig, "two");
      add(rig, "two");
      rig.deliverTo("worker", "two", 2);
      Clearance clearance = clearance(rig);
      clearance.learn().join();
      assertThat(clearance.isClear()).isTrue();
      rig.redis.xtrim(rig.keys.inbox("two"), 0);
      add(rig, "two");
      clearance.heard(lengths(rig));
      until(() -> !clearance.isClear());
    }
  }
}
