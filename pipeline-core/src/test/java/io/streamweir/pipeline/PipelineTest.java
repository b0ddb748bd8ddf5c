package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.streamweir.testrecords.Text;
import java.time.Duration;
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

  @Test
  void wantsOfATargetWhatTheMostDemandingOfItsStagesWants() {
    Durability strong = Durability.replicated(2, Duration.ofMillis(10));
    ChainTarget billing = ChainTarget.of("billing", Text.class);
    Pipeline<Text> pipeline =
        Pipeline.named("orders")
            .accepts(Text.class)
            .stage(
                "one",
                Text.class,
                (text, context) -> Outcome.drop(),
                c -> c.withSubmitting(billing.withDurability(strong)))
            .stage(
                "two",
                Text.class,
                (text, context) -> Outcome.drop(),
                c -> c.withSubmitting(billing.withMaxOutbox(20_000)))
            .stage(
                "three",
                Text.class,
                (text, context) -> Outcome.drop(),
                c ->
                    c.withSubmitting(
                        billing.withDurability(Durability.replicated(1, Duration.ofSeconds(5)))))
            .build();

    assertThat(pipeline.chainTargets())
        .containsExactly(entry("billing", billing.withMaxOutbox(20_000).withDurability(strong)));
  }

  private static Pipeline<Text> withPartitions(int partitions) {
    return Pipeline.named("p")
        .accepts(Text.class)
        .stage("one", Text.class, (text, context) -> Outcome.drop())
        .partitions(partitions)
        .build();
  }
}
