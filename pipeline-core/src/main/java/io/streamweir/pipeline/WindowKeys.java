package io.streamweir.pipeline;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The keys of windows, which users choose: any text of bounded length. */
final class WindowKeys {
  private static final int LONGEST = 256;
  private static final Pattern READABLE = Pattern.compile("[A-Za-z0-9_-]{1,32}");
  private static final int HASH_BYTES = 8;

  private WindowKeys() {}

  static String check(String key) {
    if (key.length() > LONGEST) {
      throw new IllegalArgumentException(
          "key of a window has " + key.length() + " characters: use at most " + LONGEST);
    }
    return key;
  }

  /** As it is where that can be read, else the beginning of its SHA-256 behind a colon. */
  static String inJobId(String key) {
    return READABLE.matcher(key).matches() ? "." + key : ":" + hash(key);
  }

  private static String hash(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
