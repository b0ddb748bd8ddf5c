package io.streamweir.internal.entry;

import io.streamweir.internal.wire.Call;

/**
 * Writes numbers as text of which many in a row are the same, as submit times are. For one thread.
 */
public final class RepeatedNumber {
  private long last;
  private byte[] text = Call.bytes("0");

  byte[] text(long number) {
    if (number != last) {
      last = number;
      text = Call.bytes(Long.toString(number));
    }
    return text;
  }
}
