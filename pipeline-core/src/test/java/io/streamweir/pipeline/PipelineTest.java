package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.testrecords.Text;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineTest {
  /** What Python says: {@code zlib.crc32(key.encode()) % partitions}. */
  @ParameterizedTest
  @CsvSource({
    "123456789, 1024, 294",
    "'', 7, 0",
    "01ARZ3NDEKTSV4RRFFQ69G5FAV, 16, 13",
    "schlüssel-ß-漢, 1000, 880",
    "a, 3, 0"
  })
  void spreadsKeysByTheirCrc32(String key, int partitions, int expected) {
    assertThat(withPartitions(partitions).partitionOf(key)).isEqualTo(expected);
  }

  @Test
  void usesEveryPartition() {
    Pipeline<Text> pipeline = withPartitions(8);
    int[] hits = new int[8];
    for (int i = 0; i < 8_000; i++) {
      hits[pipeline.partitionOf(JobId.next())]++;
    }
    assertThat(IntStream.of(hits).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(800, 1_200));
  }

  @Test
  void hasOnePartitionWhereNothingElseIsSaid() {
    assertThat(withPartitions(1).partitionOf("anything")).isZero();
  }

  private static Pipeline<Text> withPartitions(int partitions) {
    return Pipeline.named("p")
        .accepts(Text.class)
        .stage("one", Text.class, (text, context) -> Outcome.drop())
        .partitions(partitions)
        .build();
  }
}
