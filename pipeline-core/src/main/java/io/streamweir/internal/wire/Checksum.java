package io.streamweir.internal.wire;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Tells payloads apart by the first 64 bits of a SHA-256, in hexadecimal digits: of one payload, or
 * of all that were added, each behind its length. For one thread.
 */
public final class Checksum {
  private static final int BYTES = 8;

  private final MessageDigest digest = sha256();
  private boolean any;

  /** Of one payload alone, without its length. */
  public static String of(byte[] payload) {
    return HexFormat.of().formatHex(sha256().digest(payload), 0, BYTES);
  }

  public void add(byte[] payload) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, payload.length));
    digest.update(payload);
    any = true;
  }

  /** Of what was added up to now; empty where that is nothing. */
  public String text() {
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
