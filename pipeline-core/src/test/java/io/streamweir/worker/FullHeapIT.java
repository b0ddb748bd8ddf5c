package io.streamweir.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A worker whose process had no memory for some seconds, and was not ended for that. Either it does
 * its work again, or its liveness says that it does not: the JVM may have lost threads of the
 * client library, which nothing but a new process brings back.
 */
@WithRedis
class FullHeapIT {
  private static final int JOBS = 400;
  private static final int ROUNDS = 3;

  private static List<String> texts(String when) {
    return IntStream.range(0, JOBS).mapToObj(number -> when + " " + number).toList();
  }

  @Tag("matrix")
  @RepeatedTest(ROUNDS)
  void worksAgainOrSaysThatItDoesNotHoweverOften(RedisSpace space) throws Exception {
    worksAgainOrSaysThatItDoesNot(space);
  }

  @Test
  void worksAgainOrSaysThatItDoesNot(RedisSpace space) throws Exception {
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
      Callable<Boolean> done = () -> rig.counters("last").keySet().containsAll(later);
      Rig.eventually().atMost(PATIENCE).until(() -> done.call() || !jvm.isAlive());
      rig.worker();
      Rig.eventually().atMost(PATIENCE).until(done);
      jvm.kill(); // what it had in hand without memory, it may hold for good
      Rig.eventually().atMost(PATIENCE).until(() -> rig.length("first") + rig.length("last") == 0);
      assertThat(rig.counters("last").values()).as("each is counted once").containsOnly("1");
    }
  }
}
