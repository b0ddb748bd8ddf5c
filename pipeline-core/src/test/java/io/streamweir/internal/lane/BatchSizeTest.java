package io.streamweir.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.settle.GivenEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchSizeTest {
  private static int size(BatchSize size, int attempt, int deliveries) {
    return size.of(GivenEntry.of("1-0", new byte[0], attempt, deliveries));
  }

  @ParameterizedTest
  @CsvSource({"1,100", "2,25", "3,6", "4,1", "5,1", "900,1"})
  void isAQuarterAsLargeWithEachAttempt(int attempt, int expected) {
    assertThat(size(new BatchSize(100, 1_000, 5), attempt, 1)).isEqualTo(expected);
  }

  @Test
  void isOneForTheLastAttemptAndThoseBeyond() {
    assertThat(size(new BatchSize(4096, 3, 5), 2, 1)).isEqualTo(1024);
    assertThat(size(new BatchSize(4096, 3, 5), 3, 1)).isEqualTo(1);
    assertThat(size(new BatchSize(4096, 3, 5), 4, 1)).isEqualTo(1);
  }

  @Test
  void isWholeForTheFirstAttemptEvenWhereThereIsNoOther() {
    assertThat(size(new BatchSize(100, 1, 1), 1, 1)).isEqualTo(100);
    assertThat(size(new BatchSize(100, 1, 1), 2, 1)).isEqualTo(1);
  }

  @Test
  void isOneForTheLastDelivery() {
    assertThat(size(new BatchSize(100, 5, 3), 1, 2)).isEqualTo(100);
    assertThat(size(new BatchSize(100, 5, 3), 1, 3)).isEqualTo(1);
    assertThat(size(new BatchSize(100, 5, 3), 1, 4)).isEqualTo(1);
  }
}
