package io.streamweir.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedBytesTest {
  private final BoundedBytes bytes = new BoundedBytes();

  @Test
  void keepsWhatIsWithinTheBound() {
    bytes.begin(2_000);
    bytes.write(new byte[1_500], 0, 1_500);
    bytes.write(7);
    assertThat(bytes.toByteArray()).hasSize(1_501).endsWith(7);
  }

  @Test
  void countsWhatIsBeyondTheBoundAndTakesNoMemoryForIt() {
    bytes.begin(2_000);
    byte[] chunk = new byte[1 << 20];
    for (int i = 0; i < 3_000; i++) {
      bytes.write(chunk, 0, chunk.length);
    }
    bytes.write(1);
    assertThat(bytes.size()).isEqualTo((3_000L << 20) + 1);
    assertThat(bytes.capacity()).isLessThanOrEqualTo(2_000);
  }

  @Test
  void beginsAnew() {
    bytes.begin(10);
    bytes.write(new byte[20], 0, 20);
    bytes.begin(10);
    bytes.write(3);
    assertThat(bytes.toByteArray()).containsExactly(3);
  }
}
