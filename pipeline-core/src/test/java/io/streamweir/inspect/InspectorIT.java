package io.streamweir.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.internal.entry.Keys;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class InspectorIT {
  private TestStage stage;
  private Inspector inspector;

  @BeforeEach
  void open(RedisSpace space, RedisCommands<String, String> redis) {
    stage = new TestStage(space, redis);
    inspector = new Inspector(stage.link, TestStage.PIPELINE);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void takesAbsentKeysForEmpty() {
    List<StageStatus> status = inspector.status();

    assertThat(status).extracting(StageStatus::stage).containsExactly("one", "two");
    assertThat(status)
        .allSatisfy(
            s -> {
              assertThat(s.lagKnown()).isTrue();
              assertThat(s.backlog() + s.delayed() + s.dead() + s.consumers() + s.done()).isZero();
              assertThat(s.oldestWaitingSeconds() + s.oldestPendingSeconds()).isZero();
            });
  }

  @Test
  void countsOverAllPartitions() {
    for (int partition = 0; partition < 2; partition++) {
      stage.createGroup(partition);
      for (int i = 0; i < 5; i++) {
        stage.append(partition);
      }
      List<String> ids = stage.deliver(partition, "c" + partition, 3 + partition);
      stage.redis.xack(stage.inbox(partition), Keys.GROUP, ids.get(0));
      stage.redis.zadd(stage.keys(partition).later("one"), 1, "a");
      stage.bury(partition, "job", "rejected");
    }
    stage.bury(1, "job", "rejected");

    StageStatus one = inspector.status().get(0);

    assertThat(one.lag()).isEqualTo(3);
    assertThat(one.lagKnown()).isTrue();
    assertThat(one.pending()).isEqualTo(5);
    assertThat(one.done()).isEqualTo(2);
    assertThat(one.backlog()).isEqualTo(8);
    assertThat(one.delayed()).isEqualTo(2);
    assertThat(one.dead()).isEqualTo(3);
    assertThat(inspector.status().get(1).backlog()).isZero();
  }

  @Test
  void countsWaitingEntriesBeforeTheFirstWorkerComes() {
    stage.append(0);
    stage.append(0);

    assertThat(inspector.status().get(0).lag()).isEqualTo(2);
    assertThat(inspector.status().get(0).pending()).isZero();
    assertThat(inspector.status().get(0).oldestWaitingSeconds()).isBetween(0.0, 90.0);
  }

  @Test
  void tellsWhoWorksOnWhat() {
    assertThat(inspector.lanes()).isEmpty();
    stage.createGroup(0);
    stage.createGroup(1);
    stage.append(0, Duration.ofSeconds(300));
    stage.append(0, Duration.ofSeconds(200));
    stage.append(1, Duration.ofSeconds(100));
    stage.deliver(0, "b", 1);
    stage.deliver(0, "a", 1);
    List<String> settled = stage.deliver(1, "b", 1);
    stage.redis.xack(stage.inbox(1), Keys.GROUP, settled.get(0));

    List<LaneStatus> lanes = inspector.lanes();

    assertThat(lanes)
        .extracting(l -> l.worker() + " " + l.stage() + "/" + l.partition() + " " + l.pending())
        .containsExactly("a one/0 1", "b one/0 1", "b one/1 0");
    assertThat(lanes.get(0).oldestPendingSeconds()).isBetween(199.0, 290.0);
    assertThat(lanes.get(1).oldestPendingSeconds()).isBetween(299.0, 390.0);
    assertThat(lanes.get(2).oldestPendingSeconds()).isZero();
    assertThat(lanes).allSatisfy(l -> assertThat(l.idleSeconds()).isBetween(0.0, 90.0));
  }

  @Test
  void countsItselfWhereTheServerDoesNotKnowTheLag() {
    stage.createGroup(0);
    for (int i = 0; i < 4; i++) {
      stage.append(0);
    }
    String deleted = stage.append(0);
    stage.append(0);
    stage.deliver(0, "c", 1);
    stage.redis.xdel(stage.inbox(0), deleted);

    StageStatus one = inspector.status().get(0);

    assertThat(one.lagKnown()).isFalse();
    assertThat(one.lag()).isEqualTo(4);
    assertThat(one.pending()).isEqualTo(1);
  }

  @Test
  void tellsTheAgesOfTheOldest() {
    stage.createGroup(0);
    stage.append(0, Duration.ofSeconds(300));
    stage.append(0, Duration.ofSeconds(200));
    stage.append(0, Duration.ofSeconds(100));
    stage.createGroup(1);
    stage.append(1, Duration.ofSeconds(150));
    List<String> ids = stage.deliver(0, "c", 2);

    StageStatus one = inspector.status().get(0);
    assertThat(one.oldestPendingSeconds()).isBetween(299.0, 390.0);
    assertThat(one.oldestWaitingSeconds()).isBetween(149.0, 199.0);

    stage.redis.xack(stage.inbox(0), Keys.GROUP, ids.get(0));
    assertThat(inspector.status().get(0).oldestPendingSeconds()).isBetween(199.0, 290.0);
    stage.redis.xack(stage.inbox(0), Keys.GROUP, ids.get(1));
    assertThat(inspector.status().get(0).oldestPendingSeconds()).isZero();
  }

  @Test
  void countsConsumersButNotTheNameOfThoseHandedBack() {
    stage.createGroup(0);
    stage.append(0);
    stage.append(0);
    stage.deliver(0, "a", 1);
    String id = stage.deliver(0, "b", 1).get(0);
    stage.age(0, Keys.HANDED_BACK, id, Duration.ofSeconds(60));

    assertThat(inspector.status().get(0).consumers()).isEqualTo(2);
  }

  @Test
  void readsCountersOfAllPartitions() {
    stage.redis.hset(stage.keys(0).state("hits"), "a", "2");
    stage.redis.hset(stage.keys(1).state("hits"), "a", "3");

    assertThat(inspector.counters("hits")).containsOnly(entry("a", 5L));
    assertThat(inspector.counters("none")).isEmpty();
  }
}
