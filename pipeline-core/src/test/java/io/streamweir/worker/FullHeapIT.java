package io.streamweir.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;

/** A worker whose process had no memory for some seconds, and was not ended for that. */
@WithRedis
class FullHeapIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int JOBS = 400;
  private static final int ROUNDS = 2;

  /** What was lost without memory is given up after its time; usually it takes seconds. */
  private static final Duration RECOVERY = Duration.ofMinutes(3);

  private static List<String> texts(String when) {
    return IntStream.range(0, JOBS).mapToObj(number -> when + " " + number).toList();
  }

  @RepeatedTest(ROUNDS)
  void doesAllLaterJobsWhenThereIsMemoryAgain(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, FullHeapMain.pipeline());
        ChildJvm jvm =
            ChildJvm.start(
                List.of("-Xmx48m", "-XX:+UseSerialGC"),
                Map.of(),
                FullHeapMain.class,
                space.uri(),
                space.namespace())) {
      jvm.awaitOutput("ready.", PATIENCE);
      rig.submitAll(texts("before"));
      rig.submit("fill");
      rig.submitAll(texts("meanwhile"));
      jvm.awaitOutput("emptied.", PATIENCE);
      List<String> later = texts("later");
      rig.submitAll(later);
      Rig.eventually()
          .atMost(RECOVERY)
          .until(() -> rig.counters("last").keySet().containsAll(later));
      assertThat(jvm.isAlive()).isTrue();
    }
  }
}
