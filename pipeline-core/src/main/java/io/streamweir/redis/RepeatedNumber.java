package io.streamweir.redis;

/**
 * Writes numbers as text of which many in a row are the same, as submit times are. For one thread.
 */
final class RepeatedNumber {
  private long last;
  private byte[] text = Wire.bytes("0");

  byte[] text(long number) {
    if (number != last) {
      last = number;
      text = Wire.bytes(Long.toString(number));
    }
    return text;
  }
}
