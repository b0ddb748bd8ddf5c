package io.streamweir.internal.feature.keyed;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Rig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The order of keys while real workers are killed, frozen, stopped and started again. */
@WithRedis
class KeyedCrashIT {
  private static final int KEYS = 60;
  private static final int EACH = 100;

  private final List<ChildJvm> workers = new ArrayList<>();
  private final Map<String, ChildJvm> all = new HashMap<>();
  private final Set<String> mayHaveLost = new HashSet<>(); // a lease: others may run beside them

  private ChildJvm start(RedisSpace space) {
    String name = "worker-" + all.size();
    ChildJvm jvm = ChildJvm.start(KeyedWorkerMain.class, space.uri(), space.namespace(), name);
    workers.add(jvm);
    all.put(name, jvm);
    return jvm;
  }

  private static Rig rig(RedisSpace space) {
    return Rig.on(
        space,
        KeyedWorkerMain.pipeline(
            (text, context) -> {
              throw new IllegalStateException("nobody works here");
            }));
  }

  private void expectAll(Rig rig, RedisSpace space) {
    until(() -> Keyed.logged(rig) >= KEYS * EACH);
    until(() -> Keyed.isQuiet(rig));
    Keyed.expectOrder(rig, KEYS, EACH);
    all.forEach(this::addWhereLost);
    for (int key = 0; key < KEYS; key++) {
      expectOneAtATime(
          rig.redis.lrange(KeyedWorkerMain.events(space.namespace(), "key-" + key), 0, -1));
    }
  }

  private void addWhereLost(String name, ChildJvm jvm) {
    if (jvm.output().contains("lost.")) {
      mayHaveLost.add(name);
    }
  }

  /**
   * What a killed worker began has no end, and nothing of that worker follows: so it was dead. A
   * worker that has lost a lease, as the frozen one, may have begun what others did, too.
   */
  private void expectOneAtATime(List<String> events) {
    for (int i = 0; i < events.size(); i++) {
      String[] begun = events.get(i).split(" ");
      boolean begins = begun[0].equals("begin") && !mayHaveLost.contains(begun[1]);
      for (int j = i + 1; begins && j < events.size(); j++) {
        String[] next = events.get(j).split(" ");
        if (next[1].equals(begun[1])) {
          assertThat(events.get(j)).isEqualTo("end " + begun[1] + " " + begun[2]);
          break;
        }
        if (!mayHaveLost.contains(next[1])) {
          assertThat(events.subList(j, events.size()))
              .as("others went on, so %s was dead", begun[1])
              .noneMatch(event -> event.contains(" " + begun[1] + " "));
          break;
        }
      }
    }
  }

  @Test
  void keepsTheOrderAcrossKillsAndRestarts(RedisSpace space) throws Exception {
    Random random = new Random(7);
    try (Rig rig = rig(space)) {
      Keyed.submit(rig, KEYS, EACH);
      start(space);
      start(space);
      start(space);
      for (int strike = 1; strike <= 4; strike++) {
        long reached = strike * KEYS * EACH / 6L;
        until(() -> Keyed.logged(rig) >= reached);
        ChildJvm victim = workers.remove(random.nextInt(workers.size()));
        if (strike % 4 == 3) {
          victim.terminate();
        } else {
          victim.kill();
        }
        start(space);
      }
      expectAll(rig, space);
    } finally {
      all.values().forEach(ChildJvm::close);
    }
  }

  @Test
  void keepsTheOrderWhereAFrozenWorkerWakesUp(RedisSpace space) throws Exception {
    try (Rig rig = rig(space)) {
      Keyed.submit(rig, KEYS, EACH);
      ChildJvm first = start(space);
      until(() -> Keyed.logged(rig) > 100);
      first.pause();
      start(space);
      until(() -> Keyed.logged(rig) > KEYS * EACH / 2);
      first.resume();
      until(() -> first.output().contains("lost."));
      expectAll(rig, space);
    } finally {
      all.values().forEach(ChildJvm::close);
    }
  }
}
