package io.streamweir.internal.feature.through;

import static io.streamweir.testkit.Patience.PATIENCE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.Receipt;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class ThroughCrashIT {
  private static final List<String> STAGES = List.of("one", "two", "three");

  private static ChildJvm child(RedisSpace space, String consumer) {
    ChildJvm jvm =
        ChildJvm.start(ThroughWorkerMain.class, space.uri(), space.namespace(), consumer);
    jvm.awaitOutput("ready.", PATIENCE);
    return jvm;
  }

  /** Submits until some have run through the stages: then their inboxes stay as they are. */
  private static Map<String, String> warm(Rig rig) {
    Map<String, String> warmed = new HashMap<>();
    InboxQueries queries = new InboxQueries(rig.link);
    long[] seen = {-1, 0};
    until(
        () -> {
          String text = "warm-" + warmed.size();
          warmed.put(text, "1");
          rig.value(rig.submit(text));
          long added =
              rig.link.await(queries.added(rig.keys.inbox("two")))
                  + rig.link.await(queries.added(rig.keys.inbox("three")));
          seen[1] = added == seen[0] ? seen[1] + 1 : 0;
          seen[0] = added;
          return seen[1] == 3;
        });
    return warmed;
  }

  private static void expectEachOnce(Rig rig, Map<String, String> expected) {
    for (String stage : STAGES) {
      until(() -> rig.counted(stage) == expected.size());
      until(() -> rig.pending(stage) == 0);
    }
    for (String stage : STAGES) {
      assertThat(rig.counters(stage)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hang one", "hang two", "hang three"})
  void losesAndDoublesNothingWhereAWorkerIsKilledOnTheWay(String text, RedisSpace space)
      throws Exception {
    try (Rig rig = Rig.on(space, ThroughWorkerMain.pipeline(true));
        ChildJvm jvm = child(space, "victim")) {
      Map<String, String> expected = warm(rig);
      Receipt job = rig.submit(text);
      jvm.awaitOutput(text.replace(" ", " in ") + ".", PATIENCE);
      assertThat(rig.pending("one")).isEqualTo(1);
      assertThat(rig.pending("two") + rig.pending("three")).isZero();
      jvm.kill();
      rig.worker();
      assertThat(rig.value(job)).isEqualTo(text);
      expected.put(text, "1");
      expectEachOnce(rig, expected);
    }
  }

  @Test
  void losesAndDoublesNothingWhereAWorkerIsKilledUnderLoad(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, ThroughWorkerMain.pipeline(true));
        ChildJvm jvm = child(space, "victim")) {
      Map<String, String> expected = warm(rig);
      rig.submitNumbers(30_000);
      until(() -> rig.counted("three") > expected.size() + 100);
      jvm.kill();
      assertThat(rig.counted("three")).isLessThan(30_000);
      rig.worker();
      rig.worker(new Ledger(), config -> config.withRunThrough(false));
      IntStream.range(0, 30_000).forEach(i -> expected.put(Integer.toString(i), "1"));
      expectEachOnce(rig, expected);
    }
  }

  /** The stage that kills its workers is found, and not the one before it. */
  @Test
  void buriesAJobThatKillsItsWorkersWhereItDoesSo(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, ThroughWorkerMain.pipeline(true))) {
      Receipt poison;
      try (ChildJvm jvm = child(space, "victim")) {
        warm(rig);
        poison = rig.submit("halt two");
        assertThat(jvm.awaitExit(PATIENCE)).hasValue(ThroughWorkerMain.HALTED);
      }
      for (int i = 0; i < ThroughWorkerMain.MAX_DELIVERIES; i++) {
        try (ChildJvm jvm =
            ChildJvm.start(
                ThroughWorkerMain.class, space.uri(), space.namespace(), "victim-" + i)) {
          assertThat(jvm.awaitExit(PATIENCE)).hasValue(ThroughWorkerMain.HALTED);
        }
      }
      rig.worker();
      assertThat(rig.failure(poison).reason()).isEqualTo("deliveries");
      assertThat(rig.dead("one")).isEmpty();
      assertThat(rig.dead("two")).hasSize(1);
    }
  }
}
