package io.streamweir.internal.feature.gather;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Tells whether two runs of a split made the same parts: 64 bits of the SHA-256 of all payloads so
 * far, each behind its length. For one thread.
 */
final class Checksum {
  private static final int BYTES = 8;

  private final MessageDigest digest = sha256();
  private boolean any;

  void add(byte[] payload) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, payload.length));
    digest.update(payload);
    any = true;
  }

  /** Of what was added up to now; empty where that is nothing. */
  String text() {
    try {
      MessageDigest now = (MessageDigest) digest.clone();
      return any ? HexFormat.of().formatHex(now.digest(), 0, BYTES) : "";
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
