package io.streamweir.stages.manifest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, and the lines that {@code sha256sum} writes and checks. */
final class Sha256 {
  private Sha256() {}

  /** A digest that has taken nothing yet. */
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }

  /**
   * The line of a file, as GNU coreutils 9 writes it: where the name holds a backslash, line feed
   * or carriage return, the line begins with a backslash and these are escaped.
   */
  static byte[] line(byte[] sha256, RawPath path) {
    byte[] name = path.bytes();
    ByteArrayOutputStream line = new ByteArrayOutputStream(name.length + 70);
    ByteArrayOutputStream escaped = new ByteArrayOutputStream(name.length + 4);
    for (byte b : name) {
      escape(escaped, b);
    }
    if (escaped.size() > name.length) {
      line.write('\\');
    }
    line.writeBytes(HexFormat.of().formatHex(sha256).getBytes(StandardCharsets.US_ASCII));
    line.write(' ');
    line.write(' ');
    line.writeBytes(escaped.toByteArray());
    line.write('\n');
    return line.toByteArray();
  }

  private static void escape(ByteArrayOutputStream out, byte b) {
    switch (b) {
      case '\\' -> escape(out, '\\');
      case '\n' -> escape(out, 'n');
      case '\r' -> escape(out, 'r');
      default -> out.write(b);
    }
  }

  private static void escape(ByteArrayOutputStream out, char letter) {
    out.write('\\');
    out.write(letter);
  }
}
