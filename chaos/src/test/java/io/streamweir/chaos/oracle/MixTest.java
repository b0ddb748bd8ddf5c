package io.streamweir.chaos.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.chaos.program.Kind;
import io.streamweir.pipeline.Priority;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MixTest {
  private static Map<Kind, Long> kinds(Mix mix) {
    return LongStream.range(0, 10_000)
        .mapToObj(mix::job)
        .collect(Collectors.groupingBy(JobPlan::kind, Collectors.counting()));
  }

  @Test
  void givesTheSameJobsForTheSameSeed() {
    assertThat(Mix.usual(7).job(4711)).isEqualTo(Mix.usual(7).job(4711));
    assertThat(kinds(Mix.usual(7))).isNotEqualTo(kinds(Mix.usual(8)));
  }

  @Test
  void hasJobsOfEveryHarmlessKind() {
    assertThat(kinds(Mix.usual(7)))
        .containsOnlyKeys(
            Kind.PLAIN,
            Kind.BRANCH,
            Kind.FAN,
            Kind.GATHER,
            Kind.ORDER,
            Kind.RETRY,
            Kind.FAIL,
            Kind.REJECT);
  }

  @Test
  void submitsJobsInEveryWayWhateverTheirKind() {
    List<JobPlan> jobs = LongStream.range(0, 1_000).mapToObj(Mix.usual(7)::job).toList();
    assertThat(jobs).anyMatch(job -> job.heldKey() != null && !job.delay().isZero());
    assertThat(jobs)
        .filteredOn(job -> job.heldKey() != null)
        .as("once its key is free, the same job again would be another one")
        .hasSizeGreaterThan(100)
        .noneMatch(JobPlan::repeatable);
  }

  @Test
  void givesJobsOfEveryKindAndWayEveryPriority() {
    List<JobPlan> jobs = LongStream.range(0, 10_000).mapToObj(Mix.usual(7)::job).toList();
    for (Priority priority : Priority.values()) {
      List<JobPlan> some = jobs.stream().filter(job -> job.priority() == priority).toList();
      assertThat(some.stream().map(JobPlan::kind).distinct())
          .hasSameSizeAs(kinds(Mix.usual(7)).keySet());
      assertThat(some).anyMatch(job -> job.heldKey() != null && !job.delay().isZero());
      assertThat(some).anyMatch(JobPlan::repeatable);
    }
  }

  @Test
  void keepsTheShares() {
    assertThat(kinds(Mix.usual(7).with(Kind.SLOW, 500)).get(Kind.SLOW)).isBetween(4_800L, 5_200L);
  }
}
