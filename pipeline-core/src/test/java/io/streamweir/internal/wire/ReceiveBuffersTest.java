package io.streamweir.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReceiveBuffersTest {
  private final ReceiveBuffers policy = new ReceiveBuffers();
  private final ByteBuf buffer = PooledByteBufAllocator.DEFAULT.buffer(ReceiveBuffers.KEPT);

  @AfterEach
  void release() {
    buffer.release();
  }

  @Test
  void shrinkAfterALargeReply() {
    buffer.writeZero(64 << 20);
    buffer.readerIndex(buffer.writerIndex());
    policy.afterDecoding(buffer);
    assertThat(buffer.capacity()).isEqualTo(ReceiveBuffers.KEPT);
    buffer.writeByte(7);
    assertThat(buffer.readByte()).isEqualTo((byte) 7);
  }

  @Test
  void growByNoMoreThanWhatIsNotDecodedYet() {
    for (int i = 0; i < 1_000; i++) {
      buffer.writeZero(100_000);
      buffer.writeByte(i);
      buffer.skipBytes(100_000);
      policy.afterPartialDecode(buffer);
      assertThat(buffer.readByte()).isEqualTo((byte) i);
      policy.afterDecoding(buffer);
    }
    assertThat(buffer.capacity()).isLessThanOrEqualTo(256 << 10);
  }

  @Test
  void keepWhatIsNotDecodedYet() {
    buffer.writeZero(200_000);
    buffer.writeLong(42);
    buffer.skipBytes(200_000);
    policy.afterDecoding(buffer);
    assertThat(buffer.readLong()).isEqualTo(42);
  }
}
