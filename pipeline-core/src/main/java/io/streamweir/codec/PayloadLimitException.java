package io.streamweir.codec;

import io.streamweir.pipeline.StreamweirException;

/** A record is larger, encoded, than it may be. */
public final class PayloadLimitException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  private final long size;

  PayloadLimitException(Class<?> type, long size, int most) {
    super(type.getName() + " has " + size + " bytes, more than the " + most + " allowed", null);
    this.size = size;
  }

  /** How many bytes the record has, encoded. */
  public long size() {
    return size;
  }
}
