package io.streamweir.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.SubmitOptions;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.SmallHeapWorkerMain.CrewKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * A worker that has read small entries by the hundred meets large ones. Sizes are properties, so
 * that it can be measured with more of them: {@code large.entries}, {@code large.heap}.
 */
@WithRedis
@Order(1) // takes longest
class LargeEntriesIT {
  private static final int SMALL = 10_000;
  private static final int LARGE = Integer.getInteger("large.entries", 150);
  private static final String HEAP = System.getProperty("large.heap", "128m");
  private static final String LARGE_TEXT = "x".repeat((1 << 20) - 1_000);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Tag("matrix")
  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"INLINE", "BATCH"})
  void fitIntoASmallHeapOfOtherCrews(CrewKind crew, RedisSpace space) throws Exception {
    fitIntoASmallHeap(crew, space);
  }

  @ParameterizedTest
  @EnumSource(names = {"INLINE", "BATCH"})
  void fitIntoASmallHeap(CrewKind crew, RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, SmallHeapWorkerMain.pipeline(crew))) {
      rig.submitAll(List.of("x".repeat(90)).stream().flatMap(LargeEntriesIT::many).toList());
      for (int i = 0; i < LARGE; i++) {
        rig.jobs()
            .submitAsync(new Text(LARGE_TEXT), SubmitOptions.defaults().withKey("key-" + i % 7))
            .get(1, TimeUnit.MINUTES);
      }
      long begun = System.nanoTime();
      try (ChildJvm worker =
          ChildJvm.start(
              List.of("-Xmx" + HEAP, "-XX:+ExitOnOutOfMemoryError"),
              Map.of(),
              SmallHeapWorkerMain.class,
              space.uri(),
              space.namespace(),
              crew.name())) {
        Map<String, String> all =
            Map.of(
                SmallHeapWorkerMain.SMALL,
                Integer.toString(SMALL),
                SmallHeapWorkerMain.LARGE,
                Integer.toString(LARGE));
        await()
            .atMost(PATIENCE)
            .until(() -> !worker.isAlive() || rig.counters("handled").equals(all));
        assertThat(worker.isAlive()).as(worker.output()).isTrue();
        await().atMost(PATIENCE).until(() -> rig.pending("work") + rig.pending("log") == 0);
        assertThat(worker.output()).doesNotContain("OutOfMemory");
        assertThat(rig.dead("work")).isEmpty();
      }
      System.out.printf("%s %d ms%n", crew, (System.nanoTime() - begun) / 1_000_000);
    }
  }

  private static java.util.stream.Stream<String> many(String text) {
    return java.util.stream.IntStream.range(0, SMALL).mapToObj(i -> text);
  }
}
