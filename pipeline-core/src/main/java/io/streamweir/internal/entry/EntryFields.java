package io.streamweir.internal.entry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Collects the fields of one entry while they arrive. Unknown fields are passed over, so that later
 * versions may add some.
 */
public final class EntryFields {
  /** The longest key, in bytes of UTF-8. */
  static final int MOST_KEY_BYTES = 1024;

  private final byte[] scratch = new byte[256];
  public String id = "";
  @Nullable String jobId;
  byte @Nullable [] payload;
  long submittedAt;
  int attempt = 1;
  int replays;
  String path = "";
  @Nullable String headers;
  @Nullable String dedupeKey;
  long holdMillis;
  @Nullable String gathers;
  @Nullable String key;
  @Nullable String unparked;
  @Nullable String lastError;
  private boolean timed;
  private @Nullable String defect;

  /** Forgets everything, for the next entry. */
  void clear() {
    id = "";
    jobId = null;
    payload = null;
    submittedAt = 0;
    attempt = 1;
    replays = 0;
    path = "";
    headers = null;
    dedupeKey = null;
    holdMillis = 0;
    gathers = null;
    key = null;
    unparked = null;
    lastError = null;
    timed = false;
    defect = null;
  }

  public void put(byte name, int nameLength, ByteBuffer value) {
    if (nameLength != 1) {
      return;
    }
    switch (name) {
      case 'j' -> jobId = text(value);
      case 'p' -> payload = bytes(value);
      case 't' -> {
        submittedAt = number('t', value);
        timed = true;
      }
      case 'a' -> attempt = (int) number('a', value);
      case 'x' -> replays = (int) number('x', value);
      case 'o' -> path = text(value);
      case 'h' -> headers = text(value);
      case 'u' -> dedupeKey = text(value);
      case 'w' -> holdMillis = number('w', value);
      case 'g' -> gathers = text(value);
      case 'k' -> {
        if (value.remaining() > MOST_KEY_BYTES) {
          defect = "field k (key) is longer than " + MOST_KEY_BYTES + " bytes";
        } else if (value.hasRemaining()) {
          key = text(value);
        }
      }
      case 'q' -> unparked = text(value);
      case 'e' -> lastError = text(value);
      default -> {}
    }
  }

  /** What is missing or malformed, or null. */
  @Nullable String defect() {
    if (defect != null) {
      return defect;
    }
    if (jobId == null || jobId.isEmpty()) {
      return "field j (job id) is missing";
    }
    if (!visible(jobId, 128) || (!path.isEmpty() && !visible(path, 256))) {
      return "field j (job id) or o (path) is too long or has characters that are not visible"
          + " ASCII";
    }
    if (payload == null) {
      return "field p (payload) is missing";
    }
    return timed ? null : "field t (submit time) is missing";
  }

  private static boolean visible(String text, int most) {
    boolean visible = text.length() <= most;
    for (int i = 0; visible && i < text.length(); i++) {
      visible = text.charAt(i) > ' ' && text.charAt(i) < 127;
    }
    return visible;
  }

  private long number(char field, ByteBuffer value) {
    long number = 0;
    int digits = value.remaining();
    boolean valid = digits > 0 && digits <= 15;
    for (int i = value.position(); valid && i < value.limit(); i++) {
      int digit = value.get(i) - '0';
      valid = digit >= 0 && digit <= 9;
      number = number * 10 + digit;
    }
    if (!valid || ((field == 'a' || field == 'x') && number > Integer.MAX_VALUE)) {
      defect = "field " + field + " is not a number in range";
      return 0;
    }
    return number;
  }

  String text(ByteBuffer value) {
    int length = value.remaining();
    if (length > scratch.length) {
      return new String(bytes(value), StandardCharsets.UTF_8);
    }
    value.get(value.position(), scratch, 0, length);
    return new String(scratch, 0, length, StandardCharsets.UTF_8);
  }

  static byte[] bytes(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.get(value.position(), bytes);
    return bytes;
  }
}
