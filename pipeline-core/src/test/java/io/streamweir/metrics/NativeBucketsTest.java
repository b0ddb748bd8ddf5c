package io.streamweir.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeBucketsTest {
  @ParameterizedTest
  @ValueSource(doubles = {0.0000011, 0.0001, 0.25, 0.3, 0.5, 0.50001, 1, 1.0001, 2, 3, 86_400})
  void endsEachBucketAtAnEighthOfADoubling(double seconds) {
    int bucket = NativeBuckets.bucket(seconds);
    assertThat(seconds)
        .isLessThanOrEqualTo(Math.pow(2, bucket / 8.0))
        .isGreaterThan(Math.pow(2, (bucket - 1) / 8.0));
  }

  @Test
  void countsWhatTheClockCannotTellAsZero() {
    NativeBuckets buckets = new NativeBuckets();
    buckets.record(new long[] {0, 1_000, 300_000_000, 300_000_001, Long.MAX_VALUE, 7}, 5);
    Map<Integer, Long> counts = new TreeMap<>();
    buckets.forEach(counts::put);
    assertThat(buckets.zeros()).isEqualTo(2);
    assertThat(counts)
        .containsEntry(NativeBuckets.bucket(0.3), 2L)
        .containsEntry(160, 1L)
        .hasSize(2);
  }
}
