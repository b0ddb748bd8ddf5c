package io.streamweir.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.JobId;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ResultAddressTest {
  private static final int JOBS = 25_600;

  private static Map<String, Long> spread(Stream<String> ids, int channels) {
    return ids.map(id -> ResultAddress.of(id, channels))
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  @Test
  void spreadsJobsOverAllChannels() {
    for (int channels : new int[] {256, 85, 64, 2}) {
      Stream<String> ids = Stream.generate(() -> JobId.next()).limit(JOBS);
      assertThat(spread(ids, channels)).hasSize(channels);
      assertThat(spread(IntStream.range(0, JOBS).mapToObj(i -> "order-" + i), channels))
          .hasSizeGreaterThan(channels / 2)
          .allSatisfy((at, many) -> assertThat(many).isLessThan(6L * JOBS / channels));
    }
  }

  @Test
  void hasOneChannelAtLeastAndAboutAsManyForEveryPipeline() {
    assertThat(IntStream.of(1, 2, 3, 64, 256, 1_000).map(ResultAddress::channels))
        .containsExactly(256, 128, 85, 4, 1, 1);
    assertThat(ResultAddress.of("any", 1)).isEqualTo("0");
    assertThat(ResultAddress.of("a", 256)).isEqualTo("97");
    assertThat(ResultAddress.of("", 256)).isEqualTo("0");
  }
}
