package io.streamweir.chaos.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.chaos.program.Kind;
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
  void keepsTheShares() {
    assertThat(kinds(Mix.usual(7).with(Kind.SLOW, 500)).get(Kind.SLOW)).isBetween(4_800L, 5_200L);
  }
}
