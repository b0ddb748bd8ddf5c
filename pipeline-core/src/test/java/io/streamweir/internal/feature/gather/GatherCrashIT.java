package io.streamweir.internal.feature.gather;

import static io.streamweir.testkit.Patience.PATIENCE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.GatherProgress;
import io.streamweir.client.Receipt;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Rig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Workers are killed in the middle of a split, of its parts and of the gather. */
@WithRedis
class GatherCrashIT {
  private static final int PARTS = 3_000;

  private static ChildJvm child(RedisSpace space, String consumer) {
    ChildJvm jvm = ChildJvm.start(SplitWorkerMain.class, space.uri(), space.namespace(), consumer);
    jvm.awaitOutput("ready.", PATIENCE);
    return jvm;
  }

  private static boolean anyIs(Rig rig, List<Receipt> jobs, Predicate<GatherProgress> state) {
    return jobs.stream().flatMap(job -> rig.jobs().progress(job).stream()).anyMatch(state);
  }

  private static void killOnceIn(
      Rig rig, List<Receipt> jobs, ChildJvm jvm, Predicate<GatherProgress> state) {
    until(() -> anyIs(rig, jobs, state));
    jvm.kill();
    assertThat(rig.counters("gathered")).as("it was killed before the end").isEmpty();
  }

  @Test
  void makesAndGathersEachPartOnceWhereverWorkersAreKilled(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, SplitWorkerMain.pipeline());
        ChildJvm first = child(space, "first");
        ChildJvm second = child(space, "second");
        ChildJvm third = child(space, "third")) {
      List<Receipt> jobs = List.of(rig.submit("" + PARTS), rig.submit("" + PARTS));
      killOnceIn(rig, jobs, first, p -> p.made() > 300 && p.total().isEmpty());
      killOnceIn(rig, jobs, second, p -> p.total().isPresent() && p.done() > 500);
      until(() -> rig.redis.exists(rig.keys.inbox("show")) == 1 && rig.pending("show") > 0);
      third.kill();
      assertThat(rig.counters("gathered")).isEmpty();
      rig.worker();
      expectAllOnce(rig, jobs);
    }
  }

  private static void expectAllOnce(Rig rig, List<Receipt> jobs) throws Exception {
    List<Long> numbers = LongStream.range(0, PARTS).boxed().toList();
    List<String> paths = new ArrayList<>();
    for (Receipt job : jobs) {
      assertThat(rig.value(job)).isEqualTo(PARTS + " 0 " + numbers + " ");
      IntStream.range(0, PARTS).forEach(i -> paths.add(job.jobId() + "/" + i));
    }
    until(() -> rig.pending("list") + rig.pending("number") + rig.pending("show") == 0);
    assertThat(rig.counters("parts").keySet()).isEqualTo(Set.copyOf(paths));
    assertThat(rig.counters("parts").values()).containsOnly("1");
    assertThat(rig.counters("gathered").keySet())
        .isEqualTo(jobs.stream().map(Receipt::jobId).collect(Collectors.toSet()));
    assertThat(rig.counters("gathered").values()).containsOnly("1");
    assertThat(rig.redis.keys(rig.keys.gather("*", "*", "*"))).isEmpty();
  }
}
