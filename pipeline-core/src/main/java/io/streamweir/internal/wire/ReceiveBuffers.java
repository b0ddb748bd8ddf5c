package io.streamweir.internal.wire;

import io.lettuce.core.protocol.DecodeBufferPolicy;
import io.netty.buffer.ByteBuf;

/**
 * Keeps the receive buffer of a connection small: what was decoded makes room for what follows, and
 * after a large reply the buffer shrinks again. The client library's own policies never shrink it.
 */
final class ReceiveBuffers implements DecodeBufferPolicy {
  /** The size of a buffer that stays, in bytes: that with which it begins. */
  static final int KEPT = 64 << 10;

  @Override
  public void afterPartialDecode(ByteBuf buffer) {
    makeRoom(buffer);
  }

  @Override
  public void afterDecoding(ByteBuf buffer) {
    if (buffer.isReadable()) {
      makeRoom(buffer);
      return;
    }
    buffer.clear();
    if (buffer.capacity() > KEPT) {
      buffer.capacity(KEPT);
    }
  }

  /** Moves no more bytes than were decoded since the last move. */
  private static void makeRoom(ByteBuf buffer) {
    if (buffer.readerIndex() >= KEPT && buffer.readerIndex() >= buffer.readableBytes()) {
      buffer.discardReadBytes();
    }
  }
}
